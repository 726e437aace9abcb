import type { LoadBin, LoadEnd } from "../event/load.ts";
import type { K6Point } from "./k6-points.ts";
import type { K6Exit } from "./k6-process.ts";
import { k6Pulse } from "./k6-pulse.ts";
import type { K6Shape } from "./k6-shape.ts";
import type { K6Flow, K6World } from "./k6-world.ts";
import { tally, type Tally } from "./tally.ts";

/** A user's script reports a request when it is over: seconds stay open for so long. */
const patienceMs = 2_000;

/**
 * The books of a flow that a user's own script sends: what k6 reported of it, and which seconds are
 * known at all.
 */
export interface ScriptBooks extends Pick<K6Flow, "taken" | "openFrom" | "lastSecond" | "done"> {
  readonly tally: Tally;
  /** It was asked to end. */
  readonly asked: boolean;
  /** What the script has planned, once that is read. */
  plan(shape: K6Shape): void;
  readonly point: (point: K6Point) => void;
  /** k6 has ended. Reported to the world when this was not asked for. */
  gone(exit: K6Exit): void;
  /** The flow ends now, though others go on; or all of them do. */
  end(): void;
  halt(): void;
  /** Nothing comes any more. */
  close(): void;
}

/** Opens the books, or goes on with those of an ended flow of the same name. */
// oxlint-disable-next-line max-lines-per-function -- what is known of one k6 script is shared by all that hears of it
export function scriptBooks(flow: string, world: K6World, before: K6Flow | undefined): ScriptBooks {
  const books = before?.books ?? tally(flow, world.secondOf(world.nowMs()));
  const pulse = k6Pulse((ms) => world.secondOf(ms));
  let shape: K6Shape = { height: undefined, endMs: Number.POSITIVE_INFINITY };
  /** When its first iteration began. */
  let firstMs: number | undefined;
  let lastSecond = Number.POSITIVE_INFINITY;
  let [asked, closed] = [false, false];

  function point(told: K6Point): void {
    if (told.is === "request") return;
    const tookMs = told.is === "http" ? told.tookMs : 0;
    const atMs = world.monoOf(told.wallMs) - tookMs;
    if (told.is === "alive") return alive(atMs, told.users);
    firstMs ??= atMs;
    const second = Math.max(books.next, world.secondOf(atMs));
    if (told.is === "dropped")
      for (let i = 0; i < told.count; i += 1)
        books.settle(books.offer(second, 0), "unsent", undefined, undefined);
    else
      books.settle(
        books.offer(second, 0),
        told.outcome === "broken" ? "error" : told.outcome,
        undefined,
        told.outcome === "timeout" || told.outcome === "broken" ? undefined : tookMs,
      );
  }

  function alive(atMs: number, users: number): void {
    pulse.beat(atMs);
    if (users > 0) firstMs ??= atMs;
    // By its own plan it begins nothing any more, whatever it still waits for.
    if (firstMs !== undefined && atMs >= firstMs + shape.endMs)
      ended(atMs, "done", "it has sent all its requests");
  }

  /** Only whole seconds count. A k6 that was frozen before it ended was silent until then. */
  function ended(goneMs: number, how: LoadEnd["how"], why: string): void {
    if (asked || lastSecond < Number.POSITIVE_INFINITY) return;
    pulse.beat(goneMs);
    const startMs = firstMs ?? goneMs;
    const endMs = Math.min(goneMs, startMs + shape.endMs);
    const second = world.secondOf(endMs);
    lastSecond = second - 1;
    world.onEnded({ flow, second, how, why, ranMs: Math.round(endMs - startMs) });
  }

  function planned(bin: LoadBin): LoadBin {
    return shape.height === undefined || firstMs === undefined
      ? bin
      : {
          ...bin,
          scripted: shape.height(Math.max(0, world.monoOfSecond(bin.second) + 500 - firstMs)),
        };
  }

  return {
    tally: books,
    point,
    plan: (read) => void (shape = read),
    gone: ({ verdict, text }) => ended(world.nowMs(), verdict, text),
    end: () =>
      void ([asked, lastSecond] = [true, Math.min(lastSecond, world.secondOf(world.nowMs()))]),
    halt: () => void (asked = true),
    close: () => void (closed = true),
    taken: (bins) => bins.filter(({ second }) => pulse.covers(second)).map(planned),
    get asked() {
      return asked;
    },
    get openFrom() {
      const heardMs = pulse.lastMs ?? Number.NEGATIVE_INFINITY;
      return Math.min(
        before?.openFrom ?? Number.POSITIVE_INFINITY,
        closed ? Number.POSITIVE_INFINITY : world.secondOf(heardMs - patienceMs),
      );
    },
    get lastSecond() {
      return lastSecond;
    },
    get done() {
      return closed && books.next > lastSecond;
    },
  };
}
