/**
 * The port to a load driver: an open model (requests leave on a schedule whatever the answers do),
 * several flows at once, retargetable while it runs. Latency counts from the *scheduled* time, so a
 * stalled server or a late generator cannot hide.
 */
import type { Endpoint } from "../runtime/runtime.ts";

/**
 * One step of a journey, ready to send. `{name}` in texts is replaced per request from `vars` and
 * `user`.
 */
export interface LoadStep {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly expectStatus: number;
  /** Answers later than this count as slow; the time-out when not given. */
  readonly underMs: number;
  /**
   * Taken from a good answer for the steps after it, `{name}` in their texts; a capture that finds
   * nothing makes the answer an error.
   */
  readonly capture?: Readonly<Record<string, Capture>>;
  /**
   * How long the user thinks after this step's answer; drawn evenly from a range. None when not
   * given.
   */
  readonly thinkMs?: number | { readonly from: number; readonly to: number };
}

/**
 * Where a captured value stands: a path into a JSON body (`$.user.id`, `$.items[0].sku`), or a
 * header's name.
 */
export type Capture = { readonly json: string } | { readonly header: string };

/**
 * What this flow's clients do when a request fails: how storms of retries come about. The request
 * stays one request in the books, ends as its last attempt ends, and its latency counts from when
 * it was first scheduled.
 */
export interface RetryPolicy {
  /** Extra attempts at most. */
  readonly attempts: number;
  readonly on: readonly ("error" | "timeout" | "rejected")[];
  /**
   * Wait before the first extra attempt; each further one waits `factor` times as long, up to
   * `maxBackoffMs`.
   */
  readonly backoffMs: number;
  readonly factor: number;
  readonly maxBackoffMs: number;
  /**
   * Share of the wait that is drawn at random, 0 to 1: 0 waits exactly, 1 anything from nothing to
   * the whole.
   */
  readonly jitter: number;
}

/** How targets that speak TLS are asked. */
export interface LoadTls {
  /** Certificates in PEM that are trusted in place of the system's. */
  readonly ca?: string;
  /**
   * The name that is asked for, and that the certificate must have; the target's own address when
   * not given.
   */
  readonly servername?: string;
  /** Any certificate will do. */
  readonly insecure?: boolean;
}

export interface LoadFlow {
  readonly id: string;
  /** Journeys begun per second. Each step of a journey is a request of its own in the books. */
  readonly perSecond: number;
  readonly users: number;
  readonly steps: readonly LoadStep[];
  /** `id: {from: 1, to: 200000}`, or a list to draw from. */
  readonly vars: Readonly<
    Record<string, { from: number; to: number } | readonly (string | number | boolean)[]>
  >;
  readonly to: readonly Endpoint[];
  /** The targets are asked by `https`; by `http` when not given. */
  readonly tls?: LoadTls;
  /**
   * Who they are. Users of the same cohort are the same people, by their numbers, in each of its
   * flows.
   */
  readonly cohort?: string;
  /**
   * Local addresses to send from, spread over the users so that each keeps one; the system's choice
   * when not given.
   */
  readonly from?: readonly string[];
  /**
   * `max`: connections to each endpoint; requests beyond wait, and the wait counts as latency. As
   * many as needed when not given.
   * `reuse: false`: a new connection for every request.
   */
  readonly connections?: { readonly max?: number; readonly reuse?: boolean };
  /** None when not given: a failed request is not tried again. */
  readonly retry?: RetryPolicy;
  /** The rate rises from 0 in a straight line over this time. At once when not given. */
  readonly rampMs?: number;
  /**
   * A user's own k6 script, absolute path: it decides rate and steps itself. Only the k6 driver can
   * run it.
   */
  readonly script?: string;
}

/**
 * One finished second of one flow; see `LoadBin` in `event/`, whose shape this is. An unsent
 * request counts in `lateP99` as late by its whole time-out: a generator that cannot send is
 * saturated, whatever its clock says.
 */
export interface Bin {
  readonly flow: string;
  readonly second: number;
  readonly offered: number;
  readonly good: number;
  readonly slow: number;
  readonly error: number;
  readonly timeout: number;
  readonly unsent: number;
  readonly rejected: number;
  readonly newlyHurt: number;
  readonly hurt?: readonly number[];
  /** What failed requests met, where the driver knows: see `LoadBin`. */
  readonly causes?: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
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

export interface LoadRun {
  /** Adds a flow while running. */
  add(flow: LoadFlow): void;
  /**
   * Changes a flow's rate, requests per second, at once or in a straight line over `overMs`; 0
   * pauses it.
   */
  setRate(flow: string, perSecond: number, overMs?: number): void;
  /**
   * Ends a flow: no further request leaves, also no later step and no retry. Nothing happens when
   * it has ended already.
   */
  end(flow: string): void;
  /** Rates as they are now. */
  rates(): Readonly<Record<string, number>>;
  /**
   * Stops sending at once, cancels what is in flight, delivers the last bins and frees everything.
   * Seconds with cancelled requests are dropped whole: they are neither delivered nor counted as
   * lost. Idempotent. A user's own script may still tear down, for up to a minute, and is judged by
   * its thresholds; in a `hurry` it is not waited for.
   */
  stop(hurry?: boolean): Promise<void>;
}

export interface LoadOptions {
  readonly flows: readonly LoadFlow[];
  readonly seed: string;
  /** The clock's `monoMs` at exercise second 0: bins are counted from there. */
  readonly originMonoMs: number;
  /**
   * Called once per flow and second, in order of seconds, as soon as every request of that second
   * has ended.
   */
  readonly onBin: (bin: Bin) => void;
  /** The driver itself broke; its flows are no longer sent. */
  readonly onError: (error: Error) => void;
  /**
   * A flow is no longer sent although nobody ended it. `onError` follows when it cannot go on
   * without.
   */
  readonly onEnded?: (end: LoadEnd) => void;
  /** Only scripts have thresholds. */
  readonly onThreshold?: (threshold: LoadThreshold) => void;
}

/** How the generator of a flow ended by itself. */
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

/** A threshold of a user's own script, as it stood when the script ended. */
export interface LoadThreshold {
  readonly flow: string;
  /** Undefined when the script marked the whole test as failed. */
  readonly metric: string | undefined;
  /** `p(95)<500`. */
  readonly threshold: string;
  /** Null when k6 went away without having judged it. */
  readonly ok: boolean | null;
}

export interface LoadDriver {
  readonly name: string;
  start(options: LoadOptions): Promise<LoadRun>;
}
