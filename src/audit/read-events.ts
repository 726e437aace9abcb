/**
 * Reads a journal for an audit, and checks the chain of its lines: a journal that was tampered
 * with proves nothing.
 */
import { createHash } from "node:crypto";
import { decodeEvent } from "../event/codec.ts";
import type { GamedayEvent } from "../event/event.ts";
import { linesOf } from "./read-lines.ts";

/**
 * What `readEvents` found out beside the events: in which line the journal is not as it was
 * written.
 */
export interface Chain {
  brokenAt: number | undefined;
}

/**
 * The events in order. A last line that cannot be read was never finished and is left out; any
 * other stops the reading.
 */
export async function* readEvents(
  file: string,
  chain: Chain,
): AsyncGenerator<GamedayEvent, void, undefined> {
  let [number, expected, torn] = [0, "0".repeat(64), false];
  for await (const line of linesOf(file)) {
    if (torn) {
      chain.brokenAt ??= number;
      return;
    }
    number += 1;
    const event = decodeEvent(line);
    if (typeof event === "string") {
      torn = true;
      continue;
    }
    if (event.prev !== expected) chain.brokenAt ??= number;
    expected = createHash("sha256").update(line).digest("hex");
    yield event;
  }
}
