/** The samples of one signal, newest last. Times are exercise milliseconds. */
export interface SignalSamples {
  readonly at: number[];
  readonly value: (number | string | null)[];
  /** Longer than this without a sample and its value is unknown. */
  readonly staleMs: number;
  /** Seq of the newest sample. */
  seq: number;
}

/**
 * Twice this many samples are kept at most: over two hours at one a second, more than any `for`
 * looks back.
 */
const kept = 8_192;

/** No samples yet of a signal that is read every so many milliseconds. */
export function emptySamples(everyMs: number): SignalSamples {
  return { at: [], value: [], staleMs: 3 * everyMs + 5_000, seq: -1 };
}

/** Takes in one sample. */
export function addSample(
  to: SignalSamples,
  at: number,
  value: number | string | null,
  seq: number,
): void {
  to.at.push(at);
  to.value.push(value);
  to.seq = seq;
  if (to.at.length > 2 * kept) {
    to.at.splice(0, kept);
    to.value.splice(0, kept);
  }
}

/**
 * The value that was newest at a moment; undefined when there was none, it was an error, or it is
 * too old to speak for then.
 */
export function valueAt(of: SignalSamples, exMs: number): number | string | undefined {
  const index = indexAt(of, exMs);
  if (index < 0 || exMs - (of.at[index] ?? 0) > of.staleMs) return undefined;
  return of.value[index] ?? undefined;
}

/**
 * Index of the newest sample at a moment, -1 when there was none. Looks from the end: questions are
 * about now.
 */
export function indexAt(of: SignalSamples, exMs: number): number {
  let index = of.at.length - 1;
  while (index >= 0 && (of.at[index] ?? 0) > exMs) index -= 1;
  return index;
}
