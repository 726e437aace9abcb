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
  /** Responses later than this count as slow (default: the timeout). */
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
 * Where to find a captured value: a path into a JSON body (`$.user.id`, `$.items[0].sku`), or a
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

/** How targets that speak TLS are asked; in a plan, `ca` is a file as the scenario names it. */
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

/**
 * Requests of one kind at a rate: what the plan makes of a journey and what a load driver sends.
 * `E` is where a target listens.
 */
export interface Flow<E> {
  readonly id: string;
  /** Journeys begun per second. Each step of a journey is a request of its own in the books. */
  readonly perSecond: number;
  readonly users: number;
  readonly steps: readonly LoadStep[];
  /** `id: {from: 1, to: 200000}`, or a list to draw from. */
  readonly vars: Readonly<
    Record<string, { from: number; to: number } | readonly (string | number | boolean)[]>
  >;
  readonly to: readonly E[];
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
  /** The rate rises from 0 in a straight line over this time (default: immediately). */
  readonly rampMs?: number;
  /**
   * A user's own k6 script, absolute path: it decides rate and steps itself. Only the k6 driver can
   * run it.
   */
  readonly script?: string;
}
