/** A stretch of time, milliseconds from the fault. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Stretches that meet or overlap as one: faults that lie over each other are hatched once. */
export function joined(spans: readonly Span[]): Span[] {
  const bands: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = bands.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else bands.push({ fromMs, toMs });
  }
  return bands;
}
