/** Our own errors that were caught: each cost one response or one connection and nothing else. */
export interface Faults {
  /** Counts an error and logs it. */
  readonly note: (where: FaultPlace, error: unknown) => void;
  /** How many so far, by where they were caught. */
  readonly counts: () => Readonly<Record<FaultPlace, number>>;
}

/**
 * Where an error was caught: in a request, a connection, accepting a client, a timer, or as a last
 * resort.
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
