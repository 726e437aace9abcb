import { describe, expect, it } from "vitest";
import { formatClock, formatDuration } from "../../src/kernel/duration.ts";
import { apart, duration, scaled, sinceFault } from "../../src/wording/duration.ts";

describe("a moment and the time until it", () => {
  it.each([499, 500, 9_600, 9_400, 59_700, 84_600, 3_599_600])(
    "%d ms after it are the same second in a clock, in a duration and in the live view",
    (ms) => {
      const seconds = Math.round(ms / 1_000);
      const two = (part: number): string => String(part).padStart(2, "0");
      const [m, s] = [Math.floor(seconds / 60) % 60, seconds % 60];
      const hours = Math.floor(seconds / 3_600);
      expect(sinceFault(ms)).toBe(
        hours === 0 ? `+${m}:${two(s)}` : `+${hours}:${two(m)}:${two(s)}`,
      );
      expect(formatClock(ms)).toBe(`+${hours === 0 ? "" : `${hours}:`}${two(m)}:${two(s)}`);
    },
  );

  it("agree in a table: what lies between two shown times is their difference", () => {
    expect(apart(14_400, 50_600)).toBe(37_000);
    expect([sinceFault(14_400), sinceFault(50_600), formatDuration(37_000)]).toEqual([
      "+0:14",
      "+0:51",
      "37 s",
    ]);
    expect(apart(1_900, 2_300)).toBe(400);
    expect(apart(50_600, 14_400)).toBe(-37_000);
  });

  it("before the fault has a minus, and the fault itself has none", () => {
    expect([sinceFault(-8_200), sinceFault(-200), sinceFault(0)]).toEqual([
      "−0:08",
      "+0:00",
      "+0:00",
    ]);
  });
});

it("a duration of the process says what it was before scaling", () => {
  expect(scaled(150_000, 6)).toBe("2 m 30 s (15 m at 6x)");
  expect(scaled(900_000, 1)).toBe("15 m");
});

it("a time that did not come is said in words", () => {
  expect([duration(null), duration(undefined, "never"), duration(5_000)]).toEqual([
    "not reached",
    "never",
    "5 s",
  ]);
});
