import { GamedayError } from "../kernel/error.ts";

/**
 * Does some provisioning that Ctrl-C may end: then it fails with GD-E003, once it has cleaned up
 * after itself.
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const interrupt = (): void =>
    stop.abort(new GamedayError("GD-E003", "interrupted; nothing was left incomplete"));
  process.once("SIGINT", interrupt);
  try {
    return await work(stop.signal);
  } finally {
    process.off("SIGINT", interrupt);
  }
}
