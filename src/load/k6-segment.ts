import type { LoadFlow } from "./load.ts";
import type { K6Point, K6Request } from "./k6-points.ts";
import type { K6Listeners, K6Process } from "./k6-process.ts";
import { sufficeInTime } from "./k6-script.ts";
import { k6Ticks, type K6Rate, type K6Ticks } from "./k6-ticks.ts";
import type { Outcome, Tally } from "./tally.ts";

/** Where requests are entered. */
export interface K6Ledger {
  readonly flow: LoadFlow;
  readonly books: Tally;
  secondOf(monoMs: number): number;
  /** The monotonic time of a wall-clock time. */
  monoOf(wallMs: number): number;
}

/** One process of a flow: from when it starts to send until it is cut. */
export interface K6Segment {
  readonly process: K6Process;
  readonly started: boolean;
  /**
   * The first second that may still get requests of this segment; Infinity when it is over or has
   * not begun.
   */
  readonly openFrom: number;
  /**
   * It no longer sends. Requests on their way that have already kept their users waiting too long
   * count as slow; the others are taken out.
   */
  close(monoMs: number): void;
  /** Journeys per second now. */
  rateAt(monoMs: number): number;
}

/** Runs one k6 process and enters what it reports into the books of its flow. */
// oxlint-disable-next-line max-lines-per-function -- what is known of one k6 process is shared by all that hears of it
export function k6Segment(
  schedule: K6Rate,
  ledger: K6Ledger,
  maxInFlight: number,
  run: (listeners: K6Listeners) => K6Process,
  onStart: () => void,
): K6Segment {
  const ticks = k6Ticks(schedule);
  const early: K6Point[] = [];
  let start: { wallMs: number; monoMs: number } | undefined;
  let over = false;

  function point(told: K6Point): void {
    if (start === undefined) return void early.push(told);
    if (told.is === "dropped")
      for (let i = 0; i < told.count; i += 1) ticks.dropped(told.wallMs - start.wallMs);
    if (told.is === "request") enterRequest(ledger, ticks, start.monoMs, told);
    for (const tick of ticks.takeDropped()) enterUnsent(start.monoMs, tick);
  }

  // Held up by requests that hang, the generator is as punctual as it can be; held up by its own
  // bound, it is not.
  const unsentLateMs = sufficeInTime(ledger.flow, Math.max(schedule.from, schedule.to), maxInFlight)
    ? 0
    : (ledger.flow.steps[0]?.timeoutMs ?? 0);

  function enterUnsent(startMs: number, tick: number): void {
    ledger.books.settle(
      ledger.books.offer(secondOf(ledger, startMs + ticks.dueMs(tick)), unsentLateMs),
      "unsent",
      undefined,
      undefined,
    );
  }

  function begin(wallMs: number): void {
    start = { wallMs, monoMs: ledger.monoOf(wallMs) };
    for (const told of early.splice(0)) point(told);
    onStart();
  }

  return {
    process: run({ onPoint: point, onStart: begin }),
    get started() {
      return start !== undefined;
    },
    get openFrom() {
      return over || start === undefined
        ? Number.POSITIVE_INFINITY
        : ledger.secondOf(start.monoMs + ticks.dueMs(ticks.settled));
    },
    close(monoMs) {
      if (over) return;
      over = true;
      if (start === undefined) return;
      const { running, dropped } = ticks.open(monoMs - start.monoMs);
      const underMs = ledger.flow.steps[0]?.underMs ?? 0;
      for (const tick of dropped) enterUnsent(start.monoMs, tick);
      for (const tick of running) {
        const dueMs = start.monoMs + ticks.dueMs(tick);
        if (monoMs - dueMs > underMs)
          ledger.books.settle(
            ledger.books.offer(secondOf(ledger, dueMs), 0),
            "slow",
            undefined,
            undefined,
          );
      }
    },
    rateAt(monoMs) {
      const share =
        start === undefined || schedule.rampMs <= 0
          ? 1
          : Math.min(1, (monoMs - start.monoMs) / schedule.rampMs);
      return schedule.from + (schedule.to - schedule.from) * share;
    },
  };
}

function enterRequest(
  { flow, books, ...ledger }: K6Ledger,
  ticks: K6Ticks,
  startMs: number,
  told: K6Request,
): void {
  const dueMs =
    told.step === 0 ? ticks.dueMs(ticks.tickOf(told.journey, told.beganMs)) : told.dueMs;
  const bin = books.offer(
    secondOf({ books, ...ledger }, startMs + dueMs),
    Math.max(0, told.leftMs - dueMs),
    told.step === 0,
  );
  for (let i = 0; i < told.retries; i += 1) books.again(bin, undefined);
  const latencyMs = told.endedMs - dueMs;
  const outcome = judge(flow, told, latencyMs);
  books.settle(
    bin,
    outcome,
    told.user,
    outcome === "timeout" || told.outcome === "broken" ? undefined : latencyMs,
  );
  if (told.last) ticks.finished(told.journey, told.beganMs);
}

/** The script times an attempt from when it was sent; the user waits from when it was due. */
function judge(flow: LoadFlow, told: K6Request, latencyMs: number): Outcome {
  const step = flow.steps[told.step];
  if (step === undefined) throw new Error(`k6: flow ${flow.id} has no step ${told.step}`);
  if (told.outcome === "timeout" || (told.retries === 0 && latencyMs > step.timeoutMs))
    return "timeout";
  if (told.outcome === "broken") return "error";
  return told.outcome === "good" && latencyMs > step.underMs ? "slow" : told.outcome;
}

/**
 * A closed second takes no more requests: what k6 reports too late goes into the next open second.
 */
function secondOf(ledger: Pick<K6Ledger, "books" | "secondOf">, monoMs: number): number {
  return Math.max(ledger.books.next, ledger.secondOf(monoMs));
}
