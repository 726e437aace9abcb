/** A stretch of exercise time laid over pixels; all times are milliseconds from the fault. */
export interface TimeAxis {
  readonly fromMs: number;
  readonly toMs: number;
  readonly left: number;
  readonly right: number;
  /** Milliseconds from the fault → pixels, held inside the plot. */
  readonly x: (ms: number) => number;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

const secondMs = 1_000;
const minuteMs = 60_000;
const steps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400,
].map((s) => s * secondMs);

/** Lays `fromMs`…`toMs` over `left`…`right` pixels; an empty stretch is widened to one second. */
export function timeAxis(span: {
  fromMs: number;
  toMs: number;
  left: number;
  right: number;
}): TimeAxis {
  const toMs = Math.max(span.toMs, span.fromMs + secondMs);
  const scale = (span.right - span.left) / (toMs - span.fromMs);
  return {
    ...span,
    toMs,
    x: (ms) => span.left + (Math.min(Math.max(ms, span.fromMs), toMs) - span.fromMs) * scale,
  };
}

/** Round times for the axis, at most about one in `spacing` pixels; `0` is the fault itself. */
export function timeTicks(axis: TimeAxis, spacing = 90): readonly Tick[] {
  const wanted = ((axis.toMs - axis.fromMs) * spacing) / (axis.right - axis.left);
  const step =
    steps.find((candidate) => candidate >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000;
  const ticks: Tick[] = [];
  for (let ms = Math.ceil(axis.fromMs / step) * step; ms <= axis.toMs; ms += step)
    ticks.push({ at: ms === 0 ? 0 : ms, text: minutes(ms, step) });
  return ticks;
}

/** Minutes from the fault as an axis shows them: `3`, `0:30`, `−1`. */
function minutes(ms: number, step: number): string {
  const sign = ms < 0 ? "−" : "";
  const size = Math.abs(ms);
  const whole = Math.floor(size / minuteMs);
  if (step % minuteMs === 0) return `${sign}${whole}`;
  return `${sign}${whole}:${String(Math.round((size % minuteMs) / secondMs)).padStart(2, "0")}`;
}
