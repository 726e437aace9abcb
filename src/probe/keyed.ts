import type { KeyedReading } from "./probe.ts";

/** Counters by key as their growth per second since the last reading; null before there is one. */
export function growth(): (
  keys: Readonly<Record<string, number>>,
  atMs: number,
) => KeyedReading | null {
  let last: { keys: Readonly<Record<string, number>>; atMs: number } | undefined;
  return (keys, atMs) => {
    const before = last;
    last = { keys, atMs };
    if (before === undefined || atMs <= before.atMs) return null;
    const seconds = (atMs - before.atMs) / 1_000;
    // A counter that went back belongs to a program that was restarted: what it counts is new. A
    // key that is new counts from nought.
    const grown = Object.entries(keys).map(
      ([key, value]) =>
        [
          key,
          (value - ((before.keys[key] ?? 0) > value ? 0 : (before.keys[key] ?? 0))) / seconds,
        ] as const,
    );
    return {
      keys: Object.fromEntries(grown.map(([key, value]) => [key, Math.round(value * 10) / 10])),
    };
  };
}

/** The numbers of an object by key; throws for anything else. */
export function keyedNumbers(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(
      `expected an object of numbers by key, not ${JSON.stringify(value) ?? "nothing"}`,
    );
  return Object.fromEntries(
    Object.entries(value).map(([key, number]) => {
      if (typeof number !== "number")
        throw new Error(
          `the value of "${key}" is not a number: ${JSON.stringify(number) ?? "nothing"}`,
        );
      return [key, number];
    }),
  );
}
