import { noRequests, type LoadBin, type Requests } from "../event/load.ts";
import { createHistogram, type Histogram } from "./histogram.ts";

/** How one offered request ended: the six counters of a bin, exactly one per request. */
export type Outcome = Exclude<keyof Requests, "offered">;

/** One second of one flow while its requests are still on their way. */
export interface OpenBin {
  readonly second: number;
  offered: number;
  pending: number;
  readonly ended: Record<Outcome, number>;
  readonly hurt: number[];
  causes?: Map<string, number>;
  retries: number;
  begun: number;
  readonly latency: Histogram;
  readonly late: Histogram;
}

/**
 * The books of one flow: every offered request is entered in its scheduled second and ends there
 * exactly once.
 */
export interface Tally {
  /**
   * Enters a request into its scheduled second; `lateMs` is how late it leaves, `first` that a
   * journey begins with it.
   */
  offer(second: number, lateMs: number, first?: boolean): OpenBin;
  /**
   * Notes an extra attempt of a request that is entered already, and how late it left where that is
   * known.
   */
  again(bin: OpenBin, lateMs: number | undefined): void;
  /**
   * Ends a request of a user, if that is known. `latencyMs` is given only when there was a
   * response, `cause` when it is known why the request failed.
   */
  settle(
    bin: OpenBin,
    outcome: Outcome,
    user: number | undefined,
    latencyMs: number | undefined,
    cause?: string,
  ): void;
  /**
   * The seconds before `before` that are whole, in order, each once; also those in which nothing
   * was offered.
   */
  take(before: number): LoadBin[];
  /** The first second not yet taken. */
  readonly next: number;
}

/** Optional counts in bins. */
export interface TallyExtras {
  /** How many extra attempts there were. */
  readonly retries?: boolean;
  /** How many journeys began. */
  readonly begun?: boolean;
}

/**
 * What is kept to be used again. After a long stall there would be one for each of its seconds, for
 * good.
 */
const spareLimit = 4;

/** Opens the books of a flow at a second. */
export function tally(flow: string, first: number, extras: TallyExtras = {}): Tally {
  const open = openBins();
  let next = first;
  /** Users whose request failed in this flow. */
  const hurt = new Set<number>();

  return {
    get next() {
      return next;
    },
    offer(second, lateMs, begins = true) {
      if (second < next) throw new Error(`tally: second ${second} of ${flow} is closed already`);
      const bin = open.at(second);
      bin.offered += 1;
      bin.pending += 1;
      if (begins) bin.begun += 1;
      bin.late.record(lateMs);
      return bin;
    },
    again(bin, lateMs) {
      bin.retries += 1;
      if (lateMs !== undefined) bin.late.record(lateMs);
    },
    settle(bin, outcome, user, latencyMs, cause) {
      bin.pending -= 1;
      bin.ended[outcome] += 1;
      if (cause !== undefined) note(bin, cause);
      if (outcome !== "good" && user !== undefined && firstTime(hurt, user)) bin.hurt.push(user);
      if (latencyMs !== undefined) bin.latency.record(latencyMs);
    },
    take(before) {
      const whole: LoadBin[] = [];
      for (; next < before; next += 1) {
        const bin = open.get(next);
        if (bin === undefined) {
          whole.push({ ...emptyBin(flow, next), ...asked(extras, { retries: 0, begun: 0 }) });
          continue;
        }
        if (bin.pending > 0) break;
        whole.push({ ...closed(flow, bin), ...asked(extras, bin) });
        open.close(bin);
      }
      return whole;
    },
  };
}

/** The seconds under way, which take over the histograms of those before. */
function openBins(): {
  /** Opens it where it is not yet. */
  at(second: number): OpenBin;
  get(second: number): OpenBin | undefined;
  close(bin: OpenBin): void;
} {
  const open = new Map<number, OpenBin>();
  const spare: OpenBin[] = [];
  let newest: OpenBin | undefined;
  return {
    at(second) {
      if (newest?.second === second) return newest;
      let bin = open.get(second);
      if (bin === undefined) {
        const histograms = spare.pop();
        bin = openBin(
          second,
          histograms?.latency ?? createHistogram(),
          histograms?.late ?? createHistogram(),
        );
        open.set(second, bin);
      }
      newest = bin;
      return bin;
    },
    get: (second) => open.get(second),
    close(bin) {
      open.delete(bin.second);
      if (newest === bin) newest = undefined;
      if (spare.length < spareLimit) spare.push(cleared(bin));
    },
  };
}

/** A server may respond with anything; what is rare in a second explains nothing. */
const causesKept = 6;

function note(bin: OpenBin, cause: string): void {
  const causes = (bin.causes ??= new Map());
  if (causes.has(cause) || causes.size < causesKept)
    causes.set(cause, (causes.get(cause) ?? 0) + 1);
}

/** With its histograms empty, for another second. */
function cleared(bin: OpenBin): OpenBin {
  bin.latency.clear();
  bin.late.clear();
  return bin;
}

function asked(
  extras: TallyExtras,
  { retries, begun }: { retries: number; begun: number },
): Partial<LoadBin> {
  return { ...(extras.retries === true && { retries }), ...(extras.begun === true && { begun }) };
}

function firstTime(seen: Set<number>, user: number): boolean {
  return !seen.has(user) && seen.add(user).size > 0;
}

function openBin(second: number, latency: Histogram, late: Histogram): OpenBin {
  return {
    second,
    offered: 0,
    pending: 0,
    ended: { good: 0, slow: 0, error: 0, timeout: 0, unsent: 0, rejected: 0 },
    hurt: [],
    retries: 0,
    begun: 0,
    latency,
    late,
  };
}

function emptyBin(flow: string, second: number): LoadBin {
  return {
    flow,
    second,
    ...noRequests,
    newlyHurt: 0,
    p50: 0,
    p99: 0,
    max: 0,
    lateP99: 0,
  };
}

function closed(flow: string, bin: OpenBin): LoadBin {
  return {
    ...emptyBin(flow, bin.second),
    ...bin.ended,
    offered: bin.offered,
    newlyHurt: bin.hurt.length,
    ...(bin.hurt.length > 0 && { hurt: bin.hurt }),
    ...(bin.causes !== undefined && { causes: Object.fromEntries(bin.causes) }),
    p50: rounded(bin.latency.quantileMs(0.5)),
    p99: rounded(bin.latency.quantileMs(0.99)),
    max: rounded(bin.latency.maxMs),
    lateP99: rounded(bin.late.quantileMs(0.99)),
  };
}

/** To the microsecond, so that the journal stays readable. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
