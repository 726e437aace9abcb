/**
 * A server that answers HTTP/1.1 in every way that is met, and in many that should not be. What it
 * does to a request follows from the request's path alone (`/<manner>/<number>`), and it keeps a
 * note of how each request must end.
 */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { stream, type Random } from "../../src/kernel/random.ts";
import { manners, type Ending, type Visit } from "./odd-manners.ts";

export interface OddServer {
  readonly host: string;
  readonly port: number;
  /** How many requests of a manner must have ended in each of these ways. */
  expected(manner: string): Readonly<Record<Ending, number>>;
  /** How often a request came, those of them that came again included. */
  arrivals(manner: string): number;
  /** Resolves when no connection is left. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** A request as far as it has come: its head, and how much of its body is still to come. */
interface Request {
  readonly path: string;
  left: number;
}

export async function startOddServer(seed: string, host = "127.0.0.1"): Promise<OddServer> {
  const open = new Set<Socket>();
  const noted = new Map<string, Map<string, Ending>>();
  const arrived = new Map<string, number>();
  const emptied: (() => void)[] = [];

  const server: Server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      open.delete(socket);
      if (open.size === 0) for (const told of emptied.splice(0)) told();
    });
    serve(socket);
  });

  function serve(socket: Socket): void {
    let text = "";
    let request: Request | undefined;
    let served = 0;
    let whole: (() => void) | undefined;
    socket.on("data", (data: Buffer) => {
      let rest = data;
      if (request === undefined) {
        text += data.toString("latin1");
        const end = text.indexOf("\r\n\r\n");
        if (end < 0) return;
        const head = text.slice(0, end);
        request = {
          path: head.split(" ")[1] ?? "",
          left: Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0),
        };
        rest = Buffer.from(text.slice(end + 4), "latin1");
        text = "";
        const done = new Promise<void>((resolve) => (whole = resolve));
        begin(socket, request.path, served, done);
        served += 1;
      }
      request.left -= rest.length;
      if (request.left > 0) return;
      request = undefined;
      whole?.();
    });
  }

  function begin(socket: Socket, path: string, served: number, whole: Promise<void>): void {
    const [name = "", id = ""] = path.split("/").slice(1);
    const manner = manners[name];
    if (manner === undefined) throw new Error(`no manner ${name}`);
    const notes = noted.get(name) ?? new Map<string, Ending>();
    noted.set(name, notes);
    arrived.set(name, (arrived.get(name) ?? 0) + 1);
    const random: Random = stream(seed, `${name}/${id}`);
    const visit: Visit = {
      socket,
      random,
      id,
      served,
      again: notes.has(id),
      whole,
      note: (ending) => void notes.set(id, ending),
    };
    void manner.act(visit);
  }

  server.listen(0, host, 4_096);
  await once(server, "listening");
  return {
    host,
    port: (server.address() as AddressInfo).port,
    expected(manner) {
      const counts = { good: 0, error: 0, timeout: 0, either: 0 };
      for (const ending of noted.get(manner)?.values() ?? []) counts[ending] += 1;
      return counts;
    },
    arrivals: (manner) => arrived.get(manner) ?? 0,
    empty: () => {
      // Who does not read does not see a close.
      for (const socket of open) socket.resume();
      return open.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => void emptied.push(resolve));
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
