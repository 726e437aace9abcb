import { connect, type Socket } from "node:net";
import type { Random } from "../../kernel/random.ts";
import type { Direction } from "../toxic-attributes.ts";
import { Chain } from "./chain.ts";
import type { Timers } from "./timers.ts";
import type { Toxic } from "./toxic.ts";

/** Bytes of one direction so far. */
export interface Flow {
  received: number;
  sent: number;
}

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
}

export interface ConnectionRequest {
  readonly id: number;
  readonly client: Socket;
  readonly upstream: { readonly host: string; readonly port: number };
  readonly timers: Timers;
  readonly random: (toxic: Toxic) => Random;
  /** The toxics of the moment, in order. */
  readonly toxics: readonly Toxic[];
  /** The proxy's totals, counted up while bytes pass. */
  readonly totals: Readonly<Record<Direction, Flow>>;
  readonly onClose: (connection: Connection) => void;
}

/** Dials the upstream for a client that was accepted paused, and forwards in both directions. */
export function openConnection(request: ConnectionRequest): Connection {
  const { client, timers } = request;
  const server = connect({ ...request.upstream, allowHalfOpen: true, noDelay: true, keepAlive: true });
  let dialled = false;
  const flows = { upstream: { received: 0, sent: 0 }, downstream: { received: 0, sent: 0 } };
  const lane = (direction: Direction, source: Socket, dest: Socket): Chain =>
    openLane({ source, dest, timers, random: request.random, flow: flows[direction], total: request.totals[direction] });
  const chains = { upstream: lane("upstream", client, server), downstream: lane("downstream", server, client) };
  const connection: Connection = {
    id: request.id,
    client: `${client.remoteAddress ?? "?"}:${client.remotePort ?? "?"}`,
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
  };
  server.once("connect", () => {
    if (client.destroyed) return void server.destroy();
    dialled = true;
    for (const toxic of request.toxics) chains[toxic.direction].add(toxic);
    client.resume();
    server.resume();
  });
  let open = 2;
  for (const socket of [client, server]) {
    // The reason is of no use here: `close` follows each error.
    socket.on("error", () => {});
    socket.once("close", () => {
      if (!dialled) connection.destroy();
      open -= 1;
      if (open > 0) return;
      connection.destroy();
      request.onClose(connection);
    });
  }
  return connection;
}

interface LaneRequest {
  readonly source: Socket;
  readonly dest: Socket;
  readonly timers: Timers;
  readonly random: (toxic: Toxic) => Random;
  readonly flow: Flow;
  readonly total: Flow;
}

/** Joins two sockets in one direction. The source pauses while the destination or a toxic has enough. */
function openLane({ source, dest, timers, random, flow, total }: LaneRequest): Chain {
  let blocked = false;
  let paused = false;
  const chain = new Chain({
    timers,
    random,
    sink: {
      write: (data) => {
        if (!dest.writable) return;
        flow.sent += data.length;
        total.sent += data.length;
        blocked = !dest.write(data);
      },
      end: (how) => {
        if (how === "reset") {
          dest.resetAndDestroy();
          source.resetAndDestroy();
          // Half-close is kept: the other direction goes on, unless its reader is gone.
        } else if (how === "fin" && !source.destroyed) dest.end();
        else dest.destroySoon();
      },
    },
  });
  const resume = (): void => {
    if (!paused || blocked || chain.full) return;
    paused = false;
    source.resume();
  };
  chain.onRoom = resume;
  source.on("data", (data) => {
    flow.received += data.length;
    total.received += data.length;
    chain.push(data);
    if (!paused && (blocked || chain.full)) {
      paused = true;
      source.pause();
    }
  });
  source.on("end", () => chain.end("fin"));
  source.once("close", () => {
    if (chain.ended) dest.destroySoon();
    else chain.end("close");
  });
  dest.on("drain", () => {
    blocked = false;
    resume();
  });
  // Only a connected upstream makes the bytes flow.
  source.pause();
  return chain;
}
