/**
 * One second of one flow, by the *scheduled* second of each request. Complete: every offered
 * request ended in one way.
 */
export interface LoadBin {
  readonly flow: string;
  /** Exercise second that the requests were scheduled in. */
  readonly second: number;
  readonly offered: number;
  readonly good: number;
  /** Answered well, but later than the journey allows. */
  readonly slow: number;
  /** A wrong status, or a broken connection. */
  readonly error: number;
  readonly timeout: number;
  /** Never sent, because the generator or its connections were full. */
  readonly unsent: number;
  /** 429 or 403: refused by a limiter or a block. */
  readonly rejected: number;
  /** Users whose request failed in this flow for the first time in this drill. */
  readonly newlyHurt: number;
  /**
   * Their numbers. The same number in flows of one cohort is the same user; without them, users of
   * several flows cannot be told apart.
   */
  readonly hurt?: readonly number[];
  /**
   * What requests in `error` and `rejected` met, as far as it is known: a status code, `broken`
   * (connection), `tls` and why (no secure connection came about), `body` (not what the next step
   * needs).
   */
  readonly causes?: Readonly<Record<string, number>>;
  /** Latency from the scheduled time of answered requests, milliseconds; 0 without any. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** How late requests left, 99th percentile, milliseconds. */
  readonly lateP99: number;
  /** Extra attempts of this second's requests; only with a retry policy. */
  readonly retries?: number;
  /**
   * Journeys begun: offered requests that are a first step. Only of journeys with several steps.
   */
  readonly begun?: number;
  /**
   * What a user's own script has planned for this second by its own options, as a measure to
   * compare seconds by; not requests.
   */
  readonly scripted?: number;
}

/** What users were offered, and how it went. */
export interface LoadEvents {
  "load.started": { driver: string; flows: Record<string, number> };
  /** `journey`: what an extra flow begins to do, or turns to after it was refused. */
  "load.changed": { flow: string; perSecond: number; journey?: string };
  "load.bin": LoadBin;
  /**
   * Requests of this second left late, by more than a tenth of the journey's time-out. `flow` is
   * missing in old journals.
   */
  "load.saturated": { flow?: string; second: number; lateP99: number; limit: number };
  /** In this second fewer journeys of a flow began than were due. */
  "load.short": { flow: string; second: number; due: number; sent: number };
  /** From this second on nothing is known of a flow: its generator stands still, or is gone. */
  "load.stalled": { flow: string; second: number };
  /**
   * The generator of a flow ended although nobody asked for it. `second`: from it on nothing is
   * known.
   */
  "load.ended": {
    flow: string;
    second: number;
    how: "done" | "thresholds" | "marked" | "stopped" | "broken";
    why: string;
    ranMs?: number;
  };
  "load.stopped": Record<string, never>;
  /**
   * A threshold of a user's own k6 script, as it stood when the script ended; without a metric, the
   * script marked itself as failed. `ok: null`: k6 was gone before it had judged it.
   */
  "load.threshold": { flow: string; metric?: string; threshold: string; ok: boolean | null };
}
