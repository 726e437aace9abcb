/**
 * Mistakes of our own that were caught: each cost one answer or one connection and nothing else.
 */
export interface Faults {
  /** Counts one, and logs it. */
  readonly note: (where: FaultPlace, error: unknown) => void;
  /** How many so far, by where they were caught. */
  readonly counts: () => Readonly<Record<FaultPlace, number>>;
}

/**
 * Where a mistake was caught: a request, a connection, taking a client in, a timer, or nowhere
 * else.
 */
export type FaultPlace = "api" | "connection" | "accept" | "timer" | "process";

/** Begins to count; `log` gets a line for each. */
export function countFaults(log: (line: string) => void): Faults {
  const counts: Record<FaultPlace, number> = {
    api: 0,
    connection: 0,
    accept: 0,
    timer: 0,
    process: 0,
  };
  return {
    note: (where, error) => {
      counts[where] += 1;
      log(
        `proxy: caught in ${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    },
    counts: () => counts,
  };
}
