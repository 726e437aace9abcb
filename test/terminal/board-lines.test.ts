import { expect, it } from "vitest";
import { boardBin, initialBoard } from "../../src/terminal/board.ts";
import { boardLines } from "../../src/terminal/board-lines.ts";
import { styleFor } from "../../src/terminal/style.ts";
import { regionsPlan } from "../support/two-regions.ts";

it("where nobody got an answer there is no latency, and none of 0 ms", () => {
  const board = initialBoard(regionsPlan.scenario);
  const bin = {
    slow: 0,
    error: 0,
    unsent: 0,
    rejected: 0,
    newlyHurt: 0,
    p50: 0,
    max: 0,
    lateP99: 0,
  };
  for (let second = 0; second < 4; second += 1)
    boardBin(board, {
      ...bin,
      flow: "web-a",
      second,
      offered: 10,
      good: second < 2 ? 10 : 0,
      timeout: second < 2 ? 0 : 10,
      p99: second < 2 ? 40 : 0,
    });
  const text = boardLines(
    board,
    new Map(),
    { width: 79, room: 20 },
    styleFor({}, { LANG: "C.UTF-8" }),
  ).join("\n");
  expect(text).toContain("web-a –");
  expect(text).not.toContain("0 ms ");
});
