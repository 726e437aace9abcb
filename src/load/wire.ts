import { connect, type Socket } from "node:net";
import { authorityOf } from "../kernel/address.ts";
import type { Endpoint } from "../runtime/runtime.ts";
import { answerReader, type Answer } from "./answer.ts";
import { headerOf } from "./answer-head.ts";
import { secured, type Secure } from "./secure.ts";

/** Who sent a request over a wire. */
export interface Rider {
  /** May keep the body. */
  readonly wantsBody: boolean;
  /** It has a wire now. */
  go(wire: Wire): void;
  answered(answer: Answer): void;
  /** The connection ended before the response was whole. */
  broken(why: string): void;
  /**
   * The connection had carried other requests before, and was closed before a byte of this one's
   * response came: its peer may never have read the request.
   */
  closedUnder(): void;
}

/** One HTTP/1.1 connection, carrying one request at a time. */
export interface Wire {
  /** For the header of this name. */
  readonly host: string;
  /** Sends a whole request, head and body; as soon as it is connected. */
  send(request: string, rider: Rider): void;
  /** It is closed, or has been idle so long that its peer may be about to close it. */
  stale(nowMs: number): boolean;
  destroy(): void;
}

/** One buffer for what all connections read: each piece is taken before the next is read. */
const pieces = Buffer.allocUnsafeSlow(1 << 16);
/** How long idle connections are kept when the peer does not say, ms. */
const idleMs = 4_000;

/** Where a connection leads. */
export interface WireEnd {
  readonly to: Endpoint;
  readonly from: string | undefined;
  readonly secure: Secure | undefined;
}

/** Opens a connection. `onGone` when it is closed for whatever reason, also while idle. */
export function openWire(end: WireEnd, onGone: (wire: Wire) => void): Wire {
  const reader = answerReader();
  let rider: Rider | undefined;
  let carried = 0;
  let begun = false;
  let keptUntilMs = Number.POSITIVE_INFINITY;
  let kept = { head: "", ms: idleMs };

  let why = "broken";

  const socket = socketOf(end, (piece) => {
    begun = true;
    const outcome = reader.feed(piece);
    if (outcome !== undefined) settle(outcome);
  });
  // `close` reports the end; an error counts only when it says more than that.
  socket.on("error", (error) => (why = carried > 1 ? why : (end.secure?.whyNot(error) ?? why)));
  socket.on("end", () => settle(reader.end()));
  socket.on("close", () => {
    settle("broken");
    onGone(wire);
  });

  function settle(outcome: Answer | "broken"): void {
    const waiting = rider;
    rider = undefined;
    if (outcome === "broken") {
      socket.destroy();
      if (carried > 1 && !begun) waiting?.closedUnder();
      else waiting?.broken(why);
      return;
    }
    if (outcome.head !== kept.head) kept = { head: outcome.head, ms: keptMs(outcome.head) };
    keptUntilMs = performance.now() + kept.ms;
    // A response may come before the request is whole: the rest of it would be taken for the next
    // response.
    waiting?.answered(socket.writableLength === 0 ? outcome : { ...outcome, reusable: false });
  }

  const wire: Wire = {
    host: authorityOf({ ...end.to, host: end.secure?.name ?? end.to.host }),
    send(request, by) {
      rider = by;
      carried += 1;
      begun = false;
      reader.expect(by.wantsBody);
      socket.write(request);
    },
    stale: (nowMs) => socket.destroyed || nowMs > keptUntilMs,
    destroy() {
      rider = undefined;
      socket.destroy();
    },
  };
  return wire;
}

function socketOf({ to, from, secure }: WireEnd, read: (piece: Buffer) => void): Socket {
  const at = {
    host: to.host,
    port: to.port,
    noDelay: true,
    ...(from !== undefined && { localAddress: from }),
  };
  if (secure !== undefined) return secured(connect(at), secure).on("data", read);
  return connect({
    ...at,
    onread: { buffer: pieces, callback: (length) => (read(pieces.subarray(0, length)), true) },
  });
}

/**
 * How long an idle connection may be used again: a second less than its peer says (`Keep-Alive:
 * timeout=5`).
 */
function keptMs(head: string): number {
  const seconds = Number(
    /timeout=(\d+)/.exec(headerOf(head, "keep-alive") ?? "")?.[1] ?? Number.NaN,
  );
  return Number.isNaN(seconds) ? idleMs : Math.max(0, seconds - 1) * 1_000;
}
