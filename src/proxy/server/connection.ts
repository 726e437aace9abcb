import type { Socket } from "node:net";
import type { Random } from "../../kernel/random.ts";
import type { Direction } from "../toxic-attributes.ts";
import type { Client } from "./accept.ts";
import type { Chain } from "./chain.ts";
import { dial } from "./dial.ts";
import { intake, type Intake } from "./intake.ts";
import { openLane, type Flow } from "./lane.ts";
import type { Timers } from "./timers.ts";
import type { Toxic } from "./toxic.ts";

/** One client's connection through a proxy: two sockets, two chains. */
export interface Connection {
  readonly id: number;
  /** The client's address, `host:port`. */
  readonly client: string;
  readonly startedAtMs: number;
  readonly flows: Readonly<Record<Direction, Flow>>;
  readonly chains: Readonly<Record<Direction, Chain>>;
  /** The upstream has answered the dial. */
  readonly dialled: boolean;
  /** Closes both sockets now, whatever is on its way. */
  readonly destroy: () => void;
  /** Ends it because something of ours threw. */
  readonly fail: (error: unknown) => void;
}

export interface ConnectionRequest {
  readonly id: number;
  readonly client: Client;
  readonly upstream: { readonly host: string; readonly port: number };
  readonly timers: Timers;
  readonly random: (toxic: Toxic) => Random;
  /** The toxics of the moment, in order. */
  readonly toxics: readonly Toxic[];
  /** The proxy's totals, counted up while bytes pass. */
  readonly totals: Readonly<Record<Direction, Flow>>;
  readonly onClose: (connection: Connection) => void;
  /** Told of what was caught. */
  readonly onFault: (error: unknown) => void;
}

const ignore = (): void => {};

/** Dials the upstream for a client that was accepted paused, and forwards in both directions. */
export function openConnection(request: ConnectionRequest): Connection {
  const {
    timers,
    client: { socket: client, intake: fromClient },
  } = request;
  const fail = (error: unknown): void => {
    request.onFault(error);
    connection.destroy();
  };
  const fromServer = intake(fail);
  const server = dial(request.upstream, fromServer.onread);
  request.client.fail = fail;
  let dialled = false;
  const flows = { upstream: { received: 0, sent: 0 }, downstream: { received: 0, sent: 0 } };
  const lane = (direction: Direction, source: Socket, from: Intake, dest: Socket): Chain =>
    openLane({
      source,
      intake: from,
      dest,
      timers,
      random: request.random,
      flow: flows[direction],
      total: request.totals[direction],
      fail,
    });
  const chains = {
    upstream: lane("upstream", client, fromClient, server),
    downstream: lane("downstream", server, fromServer, client),
  };
  const connection: Connection = {
    id: request.id,
    // Asked for by few, and each asking is a call to the kernel.
    get client() {
      return `${client.remoteAddress ?? "?"}:${client.remotePort ?? "?"}`;
    },
    startedAtMs: timers.now(),
    flows,
    chains,
    get dialled() {
      return dialled;
    },
    destroy: () => {
      chains.upstream.close();
      chains.downstream.close();
      client.destroy();
      server.destroy();
    },
    fail,
  };
  server.on("connect", () => {
    if (client.destroyed) return void server.destroy();
    dialled = true;
    for (const direction of ["upstream", "downstream"] as const)
      chains[direction].add(request.toxics.filter((toxic) => toxic.direction === direction));
    client.resume();
    server.resume();
  });
  let open = 2;
  for (const socket of [client, server]) {
    // The reason is of no use here: `close` follows each error.
    socket.on("error", ignore);
    socket.on("close", () => {
      if (!dialled) connection.destroy();
      open -= 1;
      if (open > 0) return;
      connection.destroy();
      fromClient.release();
      fromServer.release();
      request.onClose(connection);
    });
  }
  return connection;
}
