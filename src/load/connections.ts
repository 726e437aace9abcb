import { Client } from "undici";
import type { Endpoint } from "../runtime/runtime.ts";

/** Where connections lead, and how many there may be. */
export interface Route {
  readonly to: Endpoint;
  readonly from: string | undefined;
  readonly max: number;
}

/** Someone who waits for a connection. */
export interface Rider {
  go(client: Client): void;
}

/** Connections of one route, newest used first, each carrying one request at a time. */
export interface Connections {
  /** Calls `go` at once with a free connection or a new one, or later when all are busy and no more may be opened. */
  ask(rider: Rider): void;
  /** The rider no longer waits. */
  forget(rider: Rider): void;
  /** Gives a healthy connection back. */
  release(client: Client): void;
  /** Closes a connection, also in the middle of something. */
  drop(client: Client): void;
  /** Closes them all. */
  close(): void;
}

/** An empty pool. Without `max` it opens as many connections as there are requests at once: an open model must not queue in its own pool. */
export function connections({ to, from, max }: Route): Connections {
  const url = `http://${to.host.includes(":") ? `[${to.host}]` : to.host}:${to.port}`;
  const idle: Client[] = [];
  const all = new Set<Client>();
  const waiting = new Set<Rider>();

  function opened(): Client {
    // Time-outs are ours, from the scheduled time; undici's count from the moment of sending and in steps of half a second.
    const client = new Client(url, { allowH2: false, autoSelectFamily: false, connectTimeout: 0, headersTimeout: 0, bodyTimeout: 0, ...(from !== undefined && { localAddress: from }) });
    all.add(client);
    return client;
  }

  function serveNext(): void {
    const [next] = waiting;
    if (next === undefined) return;
    const client = idle.pop() ?? (all.size < max ? opened() : undefined);
    if (client === undefined) return;
    waiting.delete(next);
    next.go(client);
  }

  return {
    ask(rider) {
      const client = idle.pop() ?? (all.size < max ? opened() : undefined);
      if (client === undefined) waiting.add(rider);
      else rider.go(client);
    },
    forget: (rider) => void waiting.delete(rider),
    release(client) {
      idle.push(client);
      serveNext();
    },
    drop(client) {
      all.delete(client);
      client.destroy().catch(() => undefined);
      serveNext();
    },
    close() {
      waiting.clear();
      for (const client of all) client.destroy().catch(() => undefined);
      all.clear();
      idle.length = 0;
    },
  };
}
