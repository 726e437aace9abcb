import type { Clock } from "../kernel/clock.ts";

/**
 * Runs work with a time limit. After the limit it throws; the work may go on, but is not waited
 * for. `what` describes the failure: `not done`, `no answer`.
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const late = clock.sleep(ms, over.signal).then(() => {
    throw new Error(`${what} within ${ms / 1_000} s`);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    over.abort(new Error("nothing is waited for any more"));
    late.catch(() => {});
  }
}
