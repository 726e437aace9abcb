import { GamedayError } from "../kernel/error.ts";
import { systemError } from "../kernel/system-error.ts";
import { messageOf } from "../kernel/message-of.ts";
import type { EventData } from "../event/event.ts";

/** Why the drill ended and healing began. The first reason counts. */
export type Ending = Readonly<EventData["drill.ended"]>;

/** Thrown to end the drill; any other error is an error of the drill itself. */
export class Ended extends Error {
  readonly ending: Ending;
  /** `cause`: what broke, when it was an error. */
  constructor(ending: Ending, cause?: unknown) {
    super(ending.detail, { cause });
    this.ending = ending;
  }
}

/**
 * Calls `end` when the signal is aborted, whose reason should be an `Ended`. Returns how to stop
 * listening.
 */
export function endWith(signal: AbortSignal, end: (ending: Ending) => void): () => void {
  const stop = (): void =>
    end(
      signal.reason instanceof Ended
        ? signal.reason.ending
        : { why: "interrupted", detail: "interrupted" },
    );
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  return () => signal.removeEventListener("abort", stop);
}

export interface Outcome {
  readonly ending: Ending;
  /** What broke, when the ending is `error`. */
  readonly error: unknown;
}

/** Why a drill ended, from what was thrown; `playing` may have been aborted with an `Ended`. */
export function outcomeOf(thrown: unknown, playing: AbortSignal): Outcome {
  if (thrown instanceof Ended) return { ending: thrown.ending, error: thrown.cause };
  const reason: unknown = playing.reason;
  if (playing.aborted && reason instanceof Ended)
    return { ending: reason.ending, error: reason.cause };
  return broken(thrown);
}

export function broken(thrown: unknown): Outcome {
  const error = systemError(thrown) ?? thrown;
  return { ending: { why: "error", detail: wordsOf(error) }, error };
}

function wordsOf(error: unknown): string {
  return error instanceof GamedayError
    ? `${error.code} ${firstLine(error.message)}`
    : `unexpected: ${messageOf(error)}`;
}

/** A message may hold the end of a log after its first line. */
export function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.trimEnd() ?? "";
}
