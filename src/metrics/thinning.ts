/** A series in even steps: the mean and the peak of what fell into each, null where nothing did. */
export interface Thinned {
  /** Exercise milliseconds of the first step's beginning, and the length of a step. */
  readonly fromMs: number;
  readonly stepMs: number;
  readonly mean: readonly (number | null)[];
  readonly peak: readonly (number | null)[];
}

/** At most this many steps: more than a chart has pixels to tell apart. */
const mostSteps = 1_200;

/**
 * Collects any number of points in bounded memory: when there are too many steps, two become one.
 * Times from 0 on.
 */
export function thinning(firstStepMs = 1_000): {
  add(atMs: number, value: number): void;
  done(): Thinned;
} {
  let stepMs = firstStepMs;
  let sum: number[] = [];
  let count: number[] = [];
  let peak: number[] = [];

  const halve = (): void => {
    const pair = (values: readonly number[], join: (a: number, b: number) => number): number[] =>
      Array.from({ length: Math.ceil(values.length / 2) }, (_, i) =>
        join(values[2 * i] ?? 0, values[2 * i + 1] ?? 0),
      );
    peak = Array.from({ length: Math.ceil(peak.length / 2) }, (_, i) =>
      higher(peak[2 * i], peak[2 * i + 1], count[2 * i], count[2 * i + 1]),
    );
    sum = pair(sum, (a, b) => a + b);
    count = pair(count, (a, b) => a + b);
    stepMs *= 2;
  };
  return {
    add: (atMs, value) => {
      while (atMs / stepMs >= mostSteps) halve();
      const step = Math.max(0, Math.floor(atMs / stepMs));
      for (let missing = step - sum.length; missing >= 0; missing -= 1) {
        sum.push(0);
        count.push(0);
        peak.push(0);
      }
      peak[step] = count[step] === 0 ? value : Math.max(peak[step] ?? value, value);
      sum[step] = (sum[step] ?? 0) + value;
      count[step] = (count[step] ?? 0) + 1;
    },
    done: () => {
      const first = Math.max(
        0,
        count.findIndex((n) => n > 0),
      );
      const values = (of: (step: number) => number): (number | null)[] =>
        count.slice(first).map((n, i) => (n === 0 ? null : of(first + i)));
      return {
        fromMs: first * stepMs,
        stepMs,
        mean: values((i) => (sum[i] ?? 0) / (count[i] ?? 1)),
        peak: values((i) => peak[i] ?? 0),
      };
    },
  };
}

function higher(a = 0, b = 0, countA = 0, countB = 0): number {
  if (countA === 0) return b;
  return countB === 0 ? a : Math.max(a, b);
}
