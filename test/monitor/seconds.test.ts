import fc from "fast-check";
import { expect, test } from "vitest";
import { addSecond, emptySeconds, isComplete, sumOf } from "../../src/monitor/seconds.ts";

test("sums and completeness agree with counting by hand, whatever comes late, twice or never", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(60), fc.nat(100)), { maxLength: 80 }),
      fc.nat(70),
      fc.nat(70),
      (arrivals, a, b) => {
        const seconds = emptySeconds(["offered"]);
        const known = new Map<number, number>();
        let next = -1;
        for (const [second, offered] of arrivals) {
          addSecond(seconds, second, { offered });
          if (second >= next) {
            known.set(second, offered);
            next = second + 1;
          }
        }
        const [from, to] = a < b ? [a, b] : [b, a];
        const window = Array.from({ length: to - from }, (_, i) => from + i);
        expect(sumOf(seconds, "offered", from, to)).toBe(
          window.reduce((sum, second) => sum + (known.get(second) ?? 0), 0),
        );
        if (known.size > 0)
          expect(isComplete(seconds, from, to)).toBe(
            from >= Math.min(...known.keys()) &&
              to <= next &&
              window.every((second) => known.has(second)),
          );
      },
    ),
  );
});
