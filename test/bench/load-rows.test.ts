/**
 * What the load benchmark says of figures: met, missed, or that the machine was too noisy to tell.
 */
import { expect, test } from "vitest";
import { lateness, shareOnTime } from "../../bench/load-lateness.ts";
import { costRow, heldRow, latenessRow, type Run, type Turn } from "../../bench/load-rows.ts";

const run = (late: number, cpu = 50): Run => ({ late, usual: late, cpu });
const turn = (bare: number, ours: number, peer: number): Turn => ({
  bare: run(bare),
  ours: run(ours),
  peer: run(peer, 140),
});

test("turns in which the bare sender itself was late are left out for all", () => {
  const row = latenessRow(
    2_000,
    [turn(1, 2, 3), turn(80, 400, 3), turn(1, 2, 3), turn(90, 500, 3), turn(1, 2, 3)],
    "k6",
  );
  expect(row).toMatchObject({
    ours: 2,
    peer: 3,
    bare: 1,
    holds: true,
    unknown: null,
    floor: { of: "ours", atMost: 2.5 },
    runs: { ours: [2, 2, 2] },
  });
});

test("when it was late in most turns, nothing is said, neither met nor missed", () => {
  const row = latenessRow(
    2_000,
    [turn(1, 2, 3), turn(80, 1, 3), turn(70, 1, 3), turn(90, 1, 3), turn(1, 2, 3)],
    "k6",
  );
  expect(row).toMatchObject({
    holds: false,
    unknown: "the bare sender itself was late in 3 of 5 turns: machine too noisy to tell",
  });
});

test("a rate that the peer does not keep up with says nothing, of lateness as of cost", () => {
  const turns = Array.from({ length: 5 }, () => turn(1, 2, Number.POSITIVE_INFINITY));
  for (const row of [latenessRow(8_000, turns, "k6"), costRow(8_000, turns, "k6")])
    expect(row).toMatchObject({
      holds: false,
      unknown: expect.stringMatching(/does not keep up with 8000/),
    });
});

test("ours is not left out when it falls behind while the others do not", () => {
  const turns = Array.from({ length: 5 }, () => turn(1, Number.POSITIVE_INFINITY, 2));
  expect(latenessRow(4_000, turns, "k6")).toMatchObject({ holds: false, unknown: null });
});

test("a cost is not told when the bare sender's own varies", () => {
  const costs = [30, 40, 50, 60, 70].map((cpu) => ({
    bare: run(1, cpu),
    ours: run(1, 60),
    peer: run(1, 140),
  }));
  expect(costRow(2_000, costs, "k6")).toMatchObject({
    ratio: 60 / 140,
    holds: false,
    unknown: expect.stringMatching(/varied by 40 %/),
  });
});

test("a cost that could not be read, or of requests that never came, is no merit", () => {
  const five = (ours: Run, peer = run(1, 140), bare = run(1)): readonly Turn[] =>
    Array.from({ length: 5 }, () => ({ bare, ours, peer }));
  expect(costRow(2_000, five(run(Number.POSITIVE_INFINITY, 0.1)), "k6")).toMatchObject({
    holds: false,
    unknown: null,
  });
  expect(costRow(2_000, five(run(1, 60)), "k6")).toMatchObject({ holds: true });
  for (const unread of [Number.NaN, 0]) {
    expect(costRow(2_000, five(run(1, 60), run(1, 140), run(1, unread)), "k6")).toMatchObject({
      holds: false,
      unknown: "the cost could not be read in 5 of the runs",
    });
    expect(
      costRow(
        2_000,
        [...five(run(1, 60)).slice(1), { bare: run(1), ours: run(1, unread), peer: run(1, 140) }],
        "k6",
      ),
    ).toMatchObject({ holds: false, unknown: "the cost could not be read in 1 of the runs" });
  }
});

test("rates held are never 0 against 0", () => {
  const good = { bare: 9_000, ours: 6_000, peer: 2_000 };
  const nothing = { bare: undefined, ours: undefined, peer: undefined };
  expect(heldRow([good, nothing, good, nothing, good], "k6")).toMatchObject({
    ratio: 3,
    holds: true,
    unknown: null,
    runs: { ours: [6_000, 6_000, 6_000] },
  });
  expect(heldRow([nothing, nothing, good, nothing, good], "k6")).toMatchObject({
    ratio: null,
    holds: false,
    unknown: expect.stringMatching(/3 of 5 turns/),
  });
  // Ours alone held nothing: that is a figure.
  expect(
    heldRow(
      Array.from({ length: 5 }, () => ({ ...good, ours: undefined })),
      "k6",
    ),
  ).toMatchObject({ ours: 0, ratio: 0, holds: false, unknown: null });
});

test("a machine that stops for a moment spoils a few slices, a sender that falls behind nearly all", () => {
  const due = Array.from({ length: 2_000 }, (_, k) => k);
  const stopped = due.map((ms) => (ms >= 500 && ms < 550 ? 550 : ms));
  const slow = due.map((ms) => ms * 1.1);
  expect(Math.max(...lateness(stopped, 1_000))).toBe(50);
  expect(shareOnTime(due, 1_000, 5)).toBe(1);
  expect(shareOnTime(stopped, 1_000, 5)).toBe(0.95);
  expect(shareOnTime(slow, 1_000, 5)).toBeLessThan(0.1);
});
