import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import type { GamedayEvent } from "../event/event.ts";
import { visibleTo, type Viewer } from "../event/visible.ts";
import { GamedayError } from "../kernel/error.ts";
import { LineTooLong, linesOf } from "./line-stream.ts";
import { refuseOpenFolder } from "../register/private-folder.ts";
import {
  decodeRequest,
  encodeServerLine,
  failure,
  lineBytesMax,
  socketPathBytesMax,
  type Answer,
  type Request,
} from "./protocol.ts";

/** What the server asks of the drill for a second live view. */
export interface EventSource {
  /** Sends the events from this sequence number on and then each new one; returns how to stop. */
  follow(from: number, send: (event: GamedayEvent) => void): () => void;
  /**
   * Who follows and what they may see at any time (default: what the roles of the request may see,
   * and no truth); throws when their seat is unknown.
   */
  viewer?(request: Request): () => Viewer;
}

export interface ServeOptions {
  handle(request: Request): Promise<Answer>;
  readonly events?: EventSource;
  /** Called with errors that are our own bugs. */
  onBug?(error: unknown): void;
}

export interface ControlServer {
  readonly path: string;
  /** Stops listening, ends the connections and takes the socket away. */
  close(): Promise<void>;
}

const clientsMax = 64;

/**
 * Opens the control socket of a drill: its folder for the owner alone (0700), the socket 0600, a
 * dead one of an earlier drill replaced.
 */
export async function serve(path: string, options: ServeOptions): Promise<ControlServer> {
  await preparePath(path);
  const clients = new Set<Socket>();
  // Who has said all and waits for the answer may close their half: `echo '{…}' | nc -U`.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    clients.add(socket);
    socket.on("close", () => clients.delete(socket));
    // A client that goes away in the middle of an answer is no trouble of ours.
    socket.on("error", () => socket.destroy());
    void converse(socket, options);
  });
  server.maxConnections = clientsMax;
  await listening(server, path);
  chmodSync(path, 0o600);
  return {
    path,
    close: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const socket of clients) socket.destroy();
      await closed;
      rmSync(path, { force: true });
    },
  };
}

async function converse(socket: Socket, options: ServeOptions): Promise<void> {
  try {
    const following = await answerAll(socket, options);
    // Only after the line reader has ended: with two readers, a stream reaches neither.
    if (following === undefined) socket.end();
    else subscribe(socket, following, options.events);
  } catch (error) {
    if (error instanceof LineTooLong)
      answer(
        socket,
        failure(new GamedayError("GD-C001", `the request is too long: ${error.message}`)),
      );
    else if (!isHangUp(error)) options.onBug?.(error);
    socket.end();
    // The rest of an endless line is not read.
    socket.destroySoon();
  }
}

/** Answers line by line to the end, or to a request to follow, which it gives back. */
async function answerAll(socket: Socket, options: ServeOptions): Promise<Request | undefined> {
  for await (const line of linesOf(socket, lineBytesMax)) {
    const request = decodeRequest(line);
    if ("ok" in request) {
      answer(socket, request);
      continue;
    }
    if (request.verb === "subscribe") return request;
    answer(socket, await options.handle(request).catch((error: unknown) => told(error, options)));
  }
  return undefined;
}

function told(error: unknown, options: ServeOptions): Answer {
  if (!(error instanceof GamedayError)) options.onBug?.(error);
  return failure(error);
}

function answer(socket: Socket, what: Answer): void {
  if (socket.writable) socket.write(encodeServerLine({ answer: what }));
}

/** How much may wait for a client that does not read; beyond it, the client is let go. Bytes. */
const backlogMax = 4 * 1024 * 1024;

function subscribe(socket: Socket, request: Request, events: EventSource | undefined): void {
  if (events === undefined) {
    answer(socket, failure(new GamedayError("GD-C005", "this drill has no live events")));
    socket.end();
    return;
  }
  const from = request.args["from"];
  let viewer: () => Viewer;
  try {
    viewer = events.viewer?.(request) ?? (() => ({ roles: request.by.roles, truth: false }));
  } catch (error) {
    answer(socket, failure(error));
    socket.end();
    return;
  }
  answer(socket, { ok: true, text: "Following.", next: [] });
  const stop = events.follow(typeof from === "number" && from >= 0 ? from : 0, (event) => {
    const visible = visibleTo(event, viewer());
    if (visible === undefined || !socket.writable) return;
    socket.write(encodeServerLine({ event: visible }));
    if (socket.writableLength > backlogMax) socket.destroy();
  });
  socket.on("close", stop);
  // It may have closed its half with the request: then its end has been read by now.
  if (socket.readableEnded) socket.end();
  socket.on("end", () => socket.end());
  // Nothing more is expected from a follower, but its end must be noticed.
  socket.resume();
}

async function preparePath(path: string): Promise<void> {
  if (Buffer.byteLength(path) >= socketPathBytesMax) {
    throw new GamedayError(
      "GD-R005",
      `the control socket's path is ${Buffer.byteLength(path)} bytes long, and a socket allows ${socketPathBytesMax - 1}: ${path}`,
      { hint: "set XDG_RUNTIME_DIR or TMPDIR to a shorter folder" },
    );
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  refuseOpenFolder(dirname(path));
  if (await answers(path))
    throw new GamedayError("GD-R005", `a drill already listens on ${path}`, {
      hint: "see it with: gameday status",
    });
  rmSync(path, { force: true });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new GamedayError("GD-E006", `cannot open the control socket ${path}: ${error.message}`, {
          cause: error,
        }),
      ),
    );
    server.listen(path, resolve);
  });
}

function isHangUp(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "ECONNRESET" ||
      error.code === "EPIPE" ||
      error.code === "ERR_STREAM_PREMATURE_CLOSE")
  );
}
