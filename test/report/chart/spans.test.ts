import { expect, test } from "vitest";
import { joined } from "../../../src/report/chart/spans.ts";

test("faults that lie over each other or meet are one band, those apart stay apart", () => {
  const span = (fromMs: number, toMs: number) => ({ fromMs, toMs });
  expect(joined([span(50, 60), span(0, 10), span(5, 20), span(8, 9), span(20, 30)])).toEqual([
    span(0, 30),
    span(50, 60),
  ]);
  expect(joined([])).toEqual([]);
});
