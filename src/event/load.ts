/** Each way that an offered request can end; together they are all that were offered. */
export interface Requests {
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
}

export const noRequests: Requests = {
  offered: 0,
  good: 0,
  slow: 0,
  error: 0,
  timeout: 0,
  unsent: 0,
  rejected: 0,
};

/** The names of the counts. */
export const outcomes = Object.keys(noRequests) as readonly (keyof Requests)[];

/**
 * One second of one flow, by the *scheduled* second of each request. Complete: every offered
 * request ended in one way. An unsent request counts in `lateP99` as late by its whole timeout: a
 * generator that cannot send is saturated, whatever its clock says.
 */
export interface LoadBin extends Requests {
  readonly flow: string;
  /** Exercise second that the requests were scheduled in. */
  readonly second: number;
  /** Users whose request failed in this flow for the first time in this drill. */
  readonly newlyHurt: number;
  /**
   * Their numbers. The same number in flows of one cohort is the same user; without them, users
   * of several flows cannot be distinguished.
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

/** The generator of a flow ended unexpectedly. */
export interface LoadEnd {
  readonly flow: string;
  /** Exercise second; from it on nothing is known of the flow. */
  readonly second: number;
  /**
   * `done`: it came to its own end; `thresholds`: it gave up because the script's criteria are
   * crossed; `stopped`: by a signal.
   */
  readonly how: "done" | "thresholds" | "marked" | "stopped" | "broken";
  /** For people: "it ran to its end (exit code 0)". */
  readonly why: string;
  /** How long it had been sending, where that is known. */
  readonly ranMs?: number;
}

/** A threshold of a user's own script, as it was when the script ended. */
export interface LoadThreshold {
  readonly flow: string;
  /** Not given when the script marked the whole test as failed. */
  readonly metric?: string;
  /** `p(95)<500`. */
  readonly threshold: string;
  /** Null when k6 went away without having judged it. */
  readonly ok: boolean | null;
}

/** What users were offered, and how it went. */
export interface LoadEvents {
  "load.started": { driver: string; flows: Record<string, number> };
  /** `journey`: what an extra flow begins to do, or turns to after it was refused. */
  "load.changed": { flow: string; perSecond: number; journey?: string };
  "load.bin": LoadBin;
  /**
   * Requests of this second left late, by more than a tenth of the journey's timeout. `flow` is
   * missing in old journals.
   */
  "load.saturated": { flow?: string; second: number; lateP99: number; limit: number };
  /** In this second fewer journeys of a flow began than were due. */
  "load.short": { flow: string; second: number; due: number; sent: number };
  /** From this second on nothing is known of a flow: its generator has stalled, or is gone. */
  "load.stalled": { flow: string; second: number };
  "load.ended": LoadEnd;
  "load.stopped": Record<string, never>;
  "load.threshold": LoadThreshold;
}
