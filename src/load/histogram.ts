/** Sub-buckets per power of two: values are kept to better than 1 % (half a bucket is 0.4 %). */
const subBits = 7;
const sub = 1 << subBits;
const topBits = 32;
const bucketCount = (topBits - subBits) * sub + sub;

/**
 * Counts durations in log-linear buckets of whole microseconds, up to 71 minutes. Times are
 * milliseconds in and out.
 */
export interface Histogram {
  readonly count: number;
  /** The largest value recorded, exact; 0 when there is none. */
  readonly maxMs: number;
  record(ms: number): void;
  /**
   * The value below which the given share (0–1) of records lies; 0 when there is none. Never above
   * `maxMs`.
   */
  quantileMs(share: number): number;
  /** Adds all records of another histogram, as if they had been recorded here. */
  merge(other: Histogram): void;
  /**
   * `[bucket, count]` of the buckets in use, in order: small, and enough to rebuild it elsewhere.
   */
  entries(): [bucket: number, count: number][];
  clear(): void;
}

/**
 * So many records are kept as they come: a second of most flows has no more, and buckets for all
 * are 13 KB.
 */
const fewLimit = 64;

/** An empty histogram. */
export function createHistogram(): Histogram {
  let counts: Uint32Array | undefined;
  let few: number[] = [];
  let count = 0;
  let maxMs = 0;

  function add(index: number, n: number): void {
    counts ??= spread(few);
    counts[index] = (counts[index] ?? 0) + n;
    count += n;
  }

  return {
    get count() {
      return count;
    },
    get maxMs() {
      return maxMs;
    },
    record(ms) {
      if (ms > maxMs) maxMs = ms;
      if (counts !== undefined || count >= fewLimit) return add(bucketOf(ms), 1);
      few.push(bucketOf(ms));
      count += 1;
    },
    quantileMs: (share) =>
      Math.min(
        maxMs,
        counts === undefined ? quantileOfFew(few, share) : quantile(counts, count, share),
      ),
    merge(other) {
      for (const [index, n] of other.entries()) add(index, n);
      maxMs = Math.max(maxMs, other.maxMs);
    },
    entries() {
      const used: [number, number][] = [];
      for (const [index, n] of (counts ?? spread(few)).entries()) if (n > 0) used.push([index, n]);
      return used;
    },
    clear() {
      if (count > 0) counts?.fill(0);
      few = [];
      count = 0;
      maxMs = 0;
    },
  };
}

function quantileOfFew(few: readonly number[], share: number): number {
  const index = few.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(few.length * share)) - 1];
  return index === undefined ? 0 : middleMs(index);
}

function spread(few: readonly number[]): Uint32Array {
  const counts = new Uint32Array(bucketCount);
  for (const index of few) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

function bucketOf(ms: number): number {
  const us = ms <= 0 ? 0 : Math.min(2 ** topBits - 1, Math.round(ms * 1_000)) >>> 0;
  if (us < sub) return us;
  const shift = 31 - Math.clz32(us) - subBits;
  return shift * sub + (us >>> shift);
}

/** The middle of a bucket, milliseconds. */
function middleMs(index: number): number {
  if (index < 2 * sub) return index / 1_000;
  const shift = (index >>> subBits) - 1;
  const low = (index - shift * sub) * 2 ** shift;
  return (low + (2 ** shift - 1) / 2) / 1_000;
}

function quantile(counts: Uint32Array, count: number, share: number): number {
  if (count === 0) return 0;
  let left = Math.max(1, Math.ceil(count * share));
  for (let index = 0; index < bucketCount; index += 1) {
    left -= counts[index] ?? 0;
    if (left <= 0) return middleMs(index);
  }
  return middleMs(bucketCount - 1);
}
