const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads `200ms`, `30s`, `15m`, `8h`, `1d` or `1m30s` into milliseconds; undefined when it is none
 * of these.
 */
export function parseDuration(text: string): number | undefined {
  const compact = text.replaceAll(/\s+/g, "");
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(compact)) return undefined;
  let total = 0;
  for (const [, amount, , unit] of compact.matchAll(/(\d+(\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * unitsMs[unit as keyof typeof unitsMs];
  }
  return Math.round(total);
}

/** Milliseconds for people: `420 ms`, `21 s`, `4 m 12 s`, `7 h 56 m`. Never more than two units. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const s = Math.round(ms / 1_000);
  if (s < 60) return `${s} s`;
  const m = Math.floor(s / 60);
  if (m < 60) return s % 60 === 0 ? `${m} m` : `${m} m ${String(s % 60).padStart(2, "0")} s`;
  const h = Math.floor(m / 60);
  if (h < 48) return m % 60 === 0 ? `${h} h` : `${h} h ${String(m % 60).padStart(2, "0")} m`;
  return `${Math.floor(h / 24)} d ${h % 24} h`;
}

/**
 * A moment of the exercise, `+04:12` or `+1:04:12`: the sign keeps it apart from the time of day.
 * To the nearest second, as `formatDuration` is: the two agree.
 */
export function formatClock(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000));
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(s / 3_600);
  const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return hours === 0 ? `+${rest}` : `+${hours}:${rest}`;
}
