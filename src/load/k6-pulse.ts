/**
 * When a k6 that runs a user's script was heard of. It gives a sign each second, stamped by itself.
 * Times are monotonic ms.
 */
export interface K6Pulse {
  beat(atMs: number): void;
  /** The latest sign; undefined before the first. */
  readonly lastMs: number | undefined;
  /**
   * k6 was there through all of this second: stopped, starved or not yet started it would have been
   * silent.
   */
  covers(second: number): boolean;
}

/**
 * k6 reports once a second; a longer gap between two reports means that it was frozen for most of
 * it.
 */
const silentMs = 2_500;

/** A pulse that was not felt yet. */
export function k6Pulse(secondOf: (monoMs: number) => number): K6Pulse {
  const silent: { readonly from: number; readonly to: number }[] = [];
  let first: number | undefined;
  let lastMs: number | undefined;
  return {
    beat(atMs) {
      first ??= secondOf(atMs);
      if (lastMs !== undefined && atMs - lastMs > silentMs)
        silent.push({ from: secondOf(lastMs), to: secondOf(atMs) });
      lastMs = Math.max(lastMs ?? atMs, atMs);
    },
    get lastMs() {
      return lastMs;
    },
    covers: (second) =>
      first !== undefined &&
      second >= first &&
      !silent.some(({ from, to }) => second >= from && second <= to),
  };
}
