import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { dirname } from "node:path";
import type { GamedayEvent } from "../event/event.ts";
import { GamedayError } from "../kernel/error.ts";
import { messageOf } from "../kernel/message-of.ts";
import { linesOf } from "./line-stream.ts";
import { refuseOpenFolder } from "../register/private-folder.ts";
import {
  decodeServerLine,
  encodeRequest,
  errorOf,
  type Answer,
  type Asker,
  type Request,
  type ServerLine,
} from "./protocol.ts";

/** Longer than any line of ours, against a peer that is none of ours. Bytes. */
const answerBytesMax = 16 * 1024 * 1024;

/**
 * Asks a drill and waits for its answer, which may be a refusal; no drill there, no response or a
 * malformed one is GD-C007.
 */
export async function call(path: string, request: Request, timeoutMs: number): Promise<Answer> {
  const socket = await connected(path);
  try {
    for await (const line of answersOf(socket, path, request, timeoutMs)) {
      if ("answer" in line) return line.answer;
    }
    throw noAnswer("the drill hung up without an answer");
  } finally {
    socket.destroy();
  }
}

/**
 * Follows the events of a drill that the asker may see, from a sequence number on, until the drill
 * ends or the signal is aborted.
 */
export async function* follow(
  path: string,
  request: { from: number; by: Asker },
  signal: AbortSignal,
): AsyncGenerator<GamedayEvent, void, undefined> {
  if (signal.aborted) return;
  const socket = await connected(path);
  const stop = (): void => void socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const line of answersOf(
      socket,
      path,
      { verb: "subscribe", args: { from: request.from }, by: request.by },
      0,
    )) {
      if ("event" in line) yield line.event;
      else if (!line.answer.ok) throw errorOf(line.answer.error);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    socket.destroy();
  }
}

/** Nothing is sent to a socket that another user may have put there. */
async function connected(path: string): Promise<Socket> {
  if (existsSync(dirname(path))) refuseOpenFolder(dirname(path));
  return connect(path);
}

/** Sends one request and hands out what comes back; zero waits for ever. */
async function* answersOf(
  socket: Socket,
  path: string,
  request: Request,
  timeoutMs: number,
): AsyncGenerator<ServerLine, void, undefined> {
  let silent = false;
  socket.setTimeout(timeoutMs, () => {
    silent = true;
    socket.destroy();
  });
  socket.write(encodeRequest(request));
  try {
    for await (const line of linesOf(socket, answerBytesMax)) {
      const decoded = decodeServerLine(line);
      if (decoded === undefined) throw noAnswer(`what listens on ${path} is no drill`);
      yield decoded;
    }
  } catch (error) {
    if (error instanceof GamedayError) throw error;
    throw noAnswer(
      silent ? `the drill did not answer within ${timeoutMs} ms` : reason(error, path),
      error,
    );
  }
  if (silent) throw noAnswer(`the drill did not answer within ${timeoutMs} ms`);
}

function reason(error: unknown, path: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ECONNREFUSED")
    return "the drill does not listen: it is still starting, or it has ended";
  if (code === "EACCES") return `the drill belongs to another user (${path})`;
  return `the connection to the drill broke: ${messageOf(error)}`;
}

function noAnswer(message: string, cause?: unknown): GamedayError {
  return new GamedayError("GD-C007", message, {
    hint: "see how it is: gameday status; one that is starting listens within a minute, and gameday stop heals one that died",
    cause,
  });
}
