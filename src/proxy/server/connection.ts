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
  /** The upstream has accepted the connection. */
  readonly dialled: boolean;
  /** Closes both sockets now, whatever data is still on its way. */
  readonly destroy: () => void;
  /** Ends the connection because our own code threw. */
  readonly fail: (error: unknown) => void;
}

export interface ConnectionRequest {
  readonly id: number;
  readonly client: Client;
  readonly upstream: { readonly host: string; readonly port: number };
  readonly timers: Timers;
  readonly random: (toxic: Toxic) => Random;
  /** The current toxics, in order. */
  readonly toxics: readonly Toxic[];
  /** The proxy's totals, counted up while bytes pass. */
  readonly totals: Readonly<Record<Direction, Flow>>;
  readonly onClose: (connection: Connection) => void;
  /** Called with each error that was caught. */
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
  const upstream = { socket: server, intake: fromServer };
  const chains = openLanes(request, upstream, flows, fail);
  const connection: Connection = {
    id: request.id,
    // Looked up only on demand, because each lookup is a call to the kernel.
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
    addToxics(chains, request.toxics);
    client.resume();
    server.resume();
  });
  watchClose(connection, client, server, () => {
    fromClient.release();
    fromServer.release();
    request.onClose(connection);
  });
  return connection;
}

interface End {
  readonly socket: Socket;
  readonly intake: Intake;
}

/** From the client to the upstream, and back. */
function openLanes(
  { client, timers, random, totals }: ConnectionRequest,
  server: End,
  flows: Connection["flows"],
  fail: (error: unknown) => void,
): Connection["chains"] {
  const lane = (direction: Direction, from: End, to: End): Chain =>
    openLane({
      source: from.socket,
      intake: from.intake,
      dest: to.socket,
      timers,
      random,
      flow: flows[direction],
      total: totals[direction],
      fail,
    });
  return {
    upstream: lane("upstream", client, server),
    downstream: lane("downstream", server, client),
  };
}

function addToxics(chains: Connection["chains"], toxics: readonly Toxic[]): void {
  for (const direction of ["upstream", "downstream"] as const)
    chains[direction].add(toxics.filter((toxic) => toxic.direction === direction));
}

/** When one socket closes before the upstream is connected, the other is closed too. */
function watchClose(
  connection: Connection,
  client: Socket,
  server: Socket,
  closed: () => void,
): void {
  let open = 2;
  for (const socket of [client, server]) {
    // The reason is of no use here: `close` follows each error.
    socket.on("error", ignore);
    socket.on("close", () => {
      if (!connection.dialled) connection.destroy();
      open -= 1;
      if (open > 0) return;
      connection.destroy();
      closed();
    });
  }
}
