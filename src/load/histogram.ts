/** Sub-buckets per power of two: values are kept to better than 1 % (half a bucket is 0.4 %). */
const subBits = 7;
const sub = 1 << subBits;
const topBits = 32;
const bucketCount = (topBits - subBits) * sub + sub;

/** Counts durations in log-linear buckets of whole microseconds, up to 71 minutes. Times are milliseconds in and out. */
export interface Histogram {
  readonly count: number;
  /** The largest value recorded, exact; 0 when there is none. */
  readonly maxMs: number;
  record(ms: number): void;
  /** The value below which the given share (0–1) of records lies; 0 when there is none. Never above `maxMs`. */
  quantileMs(share: number): number;
  /** Adds all records of another histogram, as if they had been recorded here. */
  merge(other: Histogram): void;
  /** `[bucket, count]` of the buckets in use, in order: small, and enough to rebuild it elsewhere. */
  entries(): [bucket: number, count: number][];
  clear(): void;
}

/** An empty histogram. */
export function createHistogram(): Histogram {
  const counts = new Uint32Array(bucketCount);
  let count = 0;
  let maxMs = 0;
  return {
    get count() {
      return count;
    },
    get maxMs() {
      return maxMs;
    },
    record(ms) {
      const index = bucketOf(ms);
      counts[index] = (counts[index] ?? 0) + 1;
      count += 1;
      if (ms > maxMs) maxMs = ms;
    },
    quantileMs: (share) => Math.min(maxMs, quantile(counts, count, share)),
    merge(other) {
      for (const [index, n] of other.entries()) counts[index] = (counts[index] ?? 0) + n;
      count += other.count;
      maxMs = Math.max(maxMs, other.maxMs);
    },
    entries() {
      const used: [number, number][] = [];
      for (let index = 0; index < bucketCount; index += 1) {
        const n = counts[index] ?? 0;
        if (n > 0) used.push([index, n]);
      }
      return used;
    },
    clear() {
      if (count > 0) counts.fill(0);
      count = 0;
      maxMs = 0;
    },
  };
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
