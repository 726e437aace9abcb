/**
 * Times as people read them: to the nearest second, so that a moment and the time until it say the
 * same.
 */
import { formatDuration } from "../kernel/duration.ts";

/** Milliseconds for a person, or the honest sentence where there is no such time. */
export function duration(ms: number | null | undefined, otherwise = "not reached"): string {
  return ms === null || ms === undefined ? otherwise : formatDuration(ms);
}

/** A time relative to the fault: `+4:12`, `−0:08`, `+1:04:12`. */
export function sinceFault(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  const two = (part: number): string => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const clock =
    hours === 0
      ? `${minutes}:${two(seconds % 60)}`
      : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `${ms < 0 && seconds > 0 ? "−" : "+"}${clock}`;
}

/**
 * How far two times lie apart as both are shown: a reader who subtracts them finds this. What is
 * shorter than a second stays exact.
 */
export function apart(fromMs: number, toMs: number): number {
  const exact = toMs - fromMs;
  return Math.abs(exact) < 1_000 ? exact : shown(toMs) - shown(fromMs);
}

const shown = (ms: number): number =>
  Math.abs(ms) < 1_000 ? ms : Math.sign(ms) * Math.round(Math.abs(ms) / 1_000) * 1_000;

/**
 * A duration of the process as people feel it now and as it is without `--time-scale`: `15 m`, or
 * `2 m 30 s (15 m at 6x)`.
 */
export function scaled(feltMs: number, timeScale: number): string {
  return timeScale === 1
    ? formatDuration(feltMs)
    : `${formatDuration(feltMs)} (${formatDuration(feltMs * timeScale)} at ${timeScale}x)`;
}
