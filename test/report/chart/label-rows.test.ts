import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flagRoom, placeFlags, shorten, textWidth } from "../../../src/report/chart/label-rows.ts";

const flags = fc.array(
  fc.record({
    x: fc.double({ min: 0, max: 800, noNaN: true }),
    text: fc.string({ minLength: 1, maxLength: 40 }),
    weight: fc.integer({ min: 0, max: 9 }),
  }),
  { maxLength: 40 },
);

describe("the names of acts above a chart", () => {
  it("never touch each other and are never crossed by another act's line", () => {
    fc.assert(
      fc.property(flags, (given) => {
        const written = placeFlags(given).filter(({ text }) => text !== "");
        for (const a of written) {
          const to = a.flag.x + textWidth(a.text);
          for (const b of written) {
            if (a === b || b.flag.x < a.flag.x) continue;
            if (b.row === a.row && b.flag.x !== a.flag.x)
              expect(b.flag.x).toBeGreaterThanOrEqual(to);
            if (b.row < a.row && b.flag.x !== a.flag.x) expect(b.flag.x).toBeGreaterThanOrEqual(to);
          }
        }
        expect(new Set(written.map(({ flag, row }) => `${flag.x}/${row}`)).size).toBe(
          written.length,
        );
      }),
    );
  });

  it("keep every line even where there is no room for its text, and the heaviest keep their text", () => {
    const crowd = Array.from({ length: 30 }, (_, index) => ({
      x: 100 + index,
      text: `act ${index}`,
      weight: index === 17 ? 9 : 1,
    }));
    const placed = placeFlags(crowd, 4);
    expect(placed).toHaveLength(30);
    expect(placed.filter(({ text }) => text !== "")).toHaveLength(4);
    expect(placed.find(({ flag }) => flag.weight === 9)?.text).toBe("act 17");
  });

  it("fit into the room right of the last line", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(textWidth(shorten(text, flagRoom))).toBeLessThanOrEqual(flagRoom);
      }),
    );
  });
});
