/** TCP ends for the tests: upstreams, clients, and what they saw. */
import { connect, createServer, type Socket } from "node:net";

export interface Upstream {
  readonly address: string;
  /** The accepted sockets, oldest first. */
  readonly sockets: readonly Wire[];
  /** Waits for the next accepted socket. */
  readonly next: () => Promise<Wire>;
  readonly close: () => Promise<void>;
}

/** A socket with its history. Half-open is allowed, as in most servers that matter. */
export interface Wire {
  readonly socket: Socket;
  readonly received: Buffer[];
  readonly bytes: () => number;
  /** When each piece came in, on the monotonic clock. */
  readonly times: number[];
  /** The other side has finished sending. */
  readonly ended: Promise<void>;
  /** The socket is gone; the error's code if there was one. */
  readonly closed: Promise<string | undefined>;
  /** Resolves when so many bytes have come in in all; rejects when the wire closes before. */
  readonly have: (bytes: number) => Promise<Buffer>;
}

export function wire(socket: Socket): Wire {
  const received: Buffer[] = [];
  const times: number[] = [];
  let total = 0;
  let code: string | undefined;
  const waiting = new Set<() => void>();
  socket.on("data", (data) => {
    received.push(data);
    times.push(performance.now());
    total += data.length;
    for (const check of waiting) check();
  });
  socket.on("error", (error: NodeJS.ErrnoException) => (code = error.code));
  const ended = new Promise<void>((resolve) => socket.once("end", resolve));
  const closed = new Promise<string | undefined>((resolve) =>
    socket.once("close", () => {
      for (const check of waiting) check();
      resolve(code);
    }),
  );
  const have = (bytes: number): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (total >= bytes) resolve(Buffer.concat(received));
        else if (socket.closed)
          reject(new Error(`the wire closed after ${total} of ${bytes} bytes`));
        else return;
        waiting.delete(check);
      };
      waiting.add(check);
      check();
    });
  return { socket, received, times, bytes: () => total, ended, closed, have };
}

/** A server on loopback; `serve` says what it does with each socket. */
export async function upstream(serve: (wire: Wire) => void = () => {}): Promise<Upstream> {
  const sockets: Wire[] = [];
  const waiting: ((wire: Wire) => void)[] = [];
  let taken = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const accepted = wire(socket);
    sockets.push(accepted);
    serve(accepted);
    waiting.shift()?.(accepted);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    address: `127.0.0.1:${address.port}`,
    sockets,
    next: () => {
      const known = sockets[taken];
      taken += 1;
      return known === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(known);
    },
    close: async () => {
      for (const { socket } of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends back what it gets and closes when the other side has. */
export function echo({ socket }: Wire): void {
  socket.pipe(socket);
}

/** A connected client. */
export async function dial(address: string): Promise<Wire> {
  const colon = address.lastIndexOf(":");
  const socket = connect({
    host: address.slice(0, colon),
    port: Number(address.slice(colon + 1)),
    allowHalfOpen: true,
    noDelay: true,
  });
  const dialled = wire(socket);
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return dialled;
}

/** Bytes that differ everywhere, so that a loss or a swap shows. */
export function pattern(bytes: number, seed = 1): Buffer {
  const out = Buffer.allocUnsafe(bytes);
  let x = seed | 1;
  for (let i = 0; i < bytes; i += 1) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
    out[i] = x >>> 24;
  }
  return out;
}

/**
 * Resolves to `late` when the promise has not settled by then. Only to prove that something does
 * not come.
 */
export function within<T>(promise: Promise<T>, ms: number): Promise<T | "late"> {
  return Promise.race([
    promise,
    new Promise<"late">((resolve) => setTimeout(() => resolve("late"), ms)),
  ]);
}

/**
 * How far a timing may be off here and now. It starts from 15 bare echo round trips and 15 bare
 * timers, and goes on watching timers while the test runs: twice the worst of all, plus 5 ms for
 * what they did not see. So a busy machine widens it by itself, and an idle one keeps it tight.
 */
export async function tolerance(): Promise<{
  readonly ms: () => number;
  readonly stop: () => void;
}> {
  const server = await upstream(echo);
  const client = await dial(server.address);
  let worst = 0;
  for (let i = 1; i <= 15; i += 1) {
    const start = performance.now();
    client.socket.write("x");
    await client.have(i);
    const echoed = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 10));
    worst = Math.max(worst, echoed - start, performance.now() - echoed - 10);
  }
  client.socket.destroy();
  await server.close();
  let last = performance.now();
  const watch = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last - 5);
    last = now;
  }, 5);
  return {
    ms: () => 2 * Math.max(worst, performance.now() - last - 5) + 5,
    stop: () => clearInterval(watch),
  };
}
