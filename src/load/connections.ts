import { Client } from "undici";
import type { Endpoint } from "../runtime/runtime.ts";

/** Connections to one endpoint, newest used first, each carrying one request at a time. */
export interface Connections {
  /** A free connection, or a new one, which connects when it is used. */
  take(): Client;
  /** Gives a healthy connection back. */
  release(client: Client): void;
  /** Closes a connection that is in the middle of something. */
  drop(client: Client): void;
  /** Closes them all. */
  close(): void;
}

/** Opens as many keep-alive connections as there are requests at once: an open model must not queue in its own pool. */
export function connections(to: Endpoint): Connections {
  const url = `http://${to.host.includes(":") ? `[${to.host}]` : to.host}:${to.port}`;
  const idle: Client[] = [];
  const all = new Set<Client>();

  function opened(): Client {
    // Time-outs are ours, from the scheduled time; undici's count from the moment of sending and in steps of half a second.
    const client = new Client(url, { allowH2: false, autoSelectFamily: false, connectTimeout: 0, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 4_000 });
    all.add(client);
    return client;
  }

  function drop(client: Client): void {
    all.delete(client);
    client.destroy().catch(() => undefined);
  }

  return {
    take: () => idle.pop() ?? opened(),
    release: (client) => void idle.push(client),
    drop,
    close: () => {
      for (const client of all) drop(client);
      idle.length = 0;
    },
  };
}
