/**
 * The control protocol, version 1: JSON lines over a Unix socket. A client sends one request a line
 * and gets one answer a line, in order. After the answer to `subscribe`, the connection carries
 * events instead.
 */
import type { Actor } from "../event/actor.ts";
import type { GamedayEvent } from "../event/event.ts";
import { GamedayError, errorTable, type ErrorCode } from "../kernel/error.ts";
import { shown } from "../kernel/shorten.ts";
import { messageOf } from "../kernel/message-of.ts";

export const protocolVersion = 1;

/**
 * The longest line either side takes: an artefact of 16 KiB, escaped, with room to spare. Bytes.
 */
export const lineBytesMax = 256 * 1024;

/** Unix sockets allow 104 bytes on macOS and 108 on Linux. */
export const socketPathBytesMax = 100;

/**
 * Who asks. The socket is open to its owner alone; a client may only speak as a person or a bot.
 */
export type Asker = Actor & { readonly kind: "person" | "bot" };

export interface Request {
  readonly verb: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What a client writes here is a suggestion: the drill knows who is on the connection. */
  readonly by: Asker;
  /** The secret of the asker's seat (default: the user whom the socket trusts). */
  readonly seat?: string;
}

export interface Failure {
  /** From the error table, or `bug`. */
  readonly code: ErrorCode | "bug";
  readonly message: string;
  readonly hint?: string;
}

/** What comes back: a sentence, the commands that make sense next, and for some verbs data. */
export type Answer =
  | {
      readonly ok: true;
      readonly text: string;
      readonly next: readonly string[];
      readonly warnings?: readonly string[];
      readonly data?: unknown;
    }
  | { readonly ok: false; readonly error: Failure; readonly next: readonly string[] };

/** One line from the server. */
export type ServerLine =
  | { readonly v: number; readonly answer: Answer }
  | { readonly v: number; readonly event: GamedayEvent };

/** One line from a client. */
export function encodeRequest(request: Request): string {
  return `${JSON.stringify({ v: protocolVersion, ...request })}\n`;
}

/** One line from the server. */
export function encodeServerLine(line: { answer: Answer } | { event: GamedayEvent }): string {
  return `${JSON.stringify({ v: protocolVersion, ...line })}\n`;
}

/** The request on a line, or the answer that says what is wrong with it. */
export function decodeRequest(line: string): Request | Extract<Answer, { ok: false }> {
  const value = parsed(line);
  if (!isRecord(value)) return badRequest("a request is one JSON object on one line");
  if (value["v"] !== protocolVersion)
    return badRequest(
      `the drill speaks version ${protocolVersion} of the control protocol, the request ${value["v"] === undefined ? "names none" : shown(value["v"])}`,
    );
  const { verb, args = {}, by, seat } = value;
  if (typeof verb !== "string" || verb === "" || verb.length > 60)
    return badRequest('a request needs a "verb"');
  if (!isRecord(args)) return badRequest('"args" must be an object');
  const asker = askerOf(by);
  if (asker === undefined)
    return badRequest('"by" must say who asks: {"id", "kind": "person" or "bot", "roles": []}');
  if (seat !== undefined && (typeof seat !== "string" || seat.length > 200))
    return badRequest('"seat" must be the secret that `gameday join` printed');
  return { verb, args, by: asker, ...(seat === undefined ? {} : { seat }) };
}

/** The server's line; undefined when it is none. */
export function decodeServerLine(line: string): ServerLine | undefined {
  const value = parsed(line);
  if (
    !isRecord(value) ||
    typeof value["v"] !== "number" ||
    (!isRecord(value["answer"]) && !isRecord(value["event"]))
  )
    return undefined;
  return value as unknown as ServerLine;
}

/** An error as a response. Our own bugs are named as such, without internals. */
export function failure(
  error: unknown,
  next: readonly string[] = [],
): Extract<Answer, { ok: false }> {
  if (error instanceof GamedayError)
    return {
      ok: false,
      error: {
        code: error.code,
        message: error.message,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      },
      next,
    };
  return {
    ok: false,
    error: {
      code: "bug",
      message: `unexpected: ${messageOf(error)}`,
    },
    next,
  };
}

/** An answer's error as an exception on the client's side. */
export function errorOf(found: Failure): Error {
  if (!isErrorCode(found.code)) return new Error(found.message);
  return new GamedayError(
    found.code,
    found.message,
    found.hint === undefined ? {} : { hint: found.hint },
  );
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}

function badRequest(message: string): Extract<Answer, { ok: false }> {
  return failure(
    new GamedayError("GD-C001", message, { hint: "is this client as new as the drill?" }),
  );
}

function askerOf(by: unknown): Asker | undefined {
  if (!isRecord(by)) return undefined;
  const { id, kind = "person", roles = [] } = by;
  if (
    typeof id !== "string" ||
    id === "" ||
    id.length > 100 ||
    (kind !== "person" && kind !== "bot")
  )
    return undefined;
  if (
    !Array.isArray(roles) ||
    roles.length > 20 ||
    !roles.every((role) => typeof role === "string" && role.length <= 40)
  )
    return undefined;
  const name = plain(id).trim();
  return name === ""
    ? undefined
    : { id: name, kind, roles: roles.map((role: string) => plain(role)) };
}

/** Text that may be shown in a terminal: no control characters but newline and tab. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- taking control characters out is the point
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
