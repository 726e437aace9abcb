import { expect, test } from "vitest";
import type { EventInput } from "../../src/event/event.ts";
import type { LoadBin } from "../../src/event/load.ts";
import { initialMonitor, observe } from "../../src/monitor/monitor.ts";
import { concludeSending } from "../../src/monitor/sending.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import { planOf } from "../support/simulated.ts";

const planWith = (steps: readonly unknown[], rate: number): ReturnType<typeof planOf> =>
  planOf({
    apiVersion: "gameday/v1",
    id: "rates",
    title: "Rates",
    kind: "Test",
    stack: { web: { kind: "service", program: "none" } },
    load: { journeys: { read: { to: "web", steps } }, flows: { users: { journey: "read", rate } } },
    slis: { web: { counts: ["users"], objective: 99 } },
    baseline: { for: "8s" },
    mustHold: { for: "60s" },
    faults: { freeze: { fault: "pause", target: "web" } },
  });
const bin = (second: number, offered: number, more: Partial<LoadBin> = {}): LoadBin => ({
  flow: "users",
  second,
  offered,
  good: offered,
  slow: 0,
  error: 0,
  timeout: 0,
  unsent: 0,
  rejected: 0,
  newlyHurt: 0,
  p50: 1,
  p99: 1,
  max: 1,
  lateP99: 0,
  ...more,
});

/** What is said of the generator once these events were there, exercise time `exMs`. */
function said(
  plan: ReturnType<typeof planOf>,
  rate: number,
  told: readonly (LoadBin | EventInput)[],
  exMs = 0,
): readonly EventInput[] {
  const state = initialMonitor(plan);
  const journal = memoryJournal({ clock: { wallMs: () => 0, monoMs: () => 0 }, exMs: () => 0 });
  const started: EventInput = {
    type: "load.started",
    at: 0,
    data: { driver: "test", flows: { users: rate } },
  };
  for (const each of [started, ...told])
    observe(
      state,
      journal.append(
        "type" in each ? each : { type: "load.bin", data: each, at: each.second * 1_000 },
      ),
    );
  return concludeSending(state.sending, exMs);
}

test("a rate that is no whole number is kept by seconds of one more and one less", () => {
  const plan = planWith([{ get: "/" }], 2.5);
  expect(
    said(
      plan,
      2.5,
      [2, 3, 2, 3, 2, 3, 2].map((offered, second) => bin(second, offered)),
    ),
  ).toEqual([]);
  expect(
    said(
      plan,
      0.3,
      [0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1].map((offered, second) => bin(second, offered)),
    ),
  ).toEqual([]);
  expect(
    said(
      plan,
      2.5,
      [2, 3, 2, 2, 2, 2].map((offered, second) => bin(second, offered)),
    ),
  ).toMatchObject([{ type: "load.short", data: { second: 4, due: 3, sent: 2 } }]);
});

test("a generator may take its time to start", () => {
  expect(
    said(planWith([{ get: "/" }], 10), 10, [
      bin(0, 0),
      bin(1, 0),
      bin(2, 4),
      bin(3, 10),
      bin(4, 10),
    ]),
  ).toEqual([]);
});

test("what was sent too much once does not make up for what is missing later", () => {
  const told = [bin(0, 10), bin(1, 30), bin(2, 10), bin(3, 0)];
  expect(said(planWith([{ get: "/" }], 10), 10, told)).toMatchObject([
    { data: { second: 3, sent: 0 } },
  ]);
});

test("of a journey with several steps its beginnings count: an outage that ends journeys early is not the generator's doing", () => {
  const plan = planWith([{ get: "/a" }, { get: "/b" }], 10);
  expect(
    said(
      plan,
      10,
      [0, 1, 2, 3].map((second) => bin(second, second < 2 ? 20 : 10, { begun: 10 })),
    ),
  ).toEqual([]);
  expect(
    said(
      plan,
      10,
      [0, 1, 2, 3].map((second) => bin(second, 20, { begun: second < 3 ? 10 : 5 })),
    ),
  ).toMatchObject([{ data: { second: 3, due: 10, sent: 5 } }]);
});

test("bins are waited for as long as the longest journey may take, and ten seconds more", () => {
  const plan = planWith([{ get: "/", timeout: "30s" }], 10);
  const told = [bin(0, 10), bin(1, 10)];
  expect(said(plan, 10, told, 43_000)).toEqual([]);
  expect(said(plan, 10, told, 43_001)).toMatchObject([
    { type: "load.stalled", at: 2_000, data: { flow: "users", second: 2 } },
  ]);
});

test("in a pause, and in the seconds after it that are left out, nothing is due", () => {
  const plan = planWith([{ get: "/" }], 10);
  const told = [
    bin(0, 10),
    bin(1, 10),
    { type: "drill.paused", at: 2_400, data: { why: "" } } as const,
    bin(2, 4),
    bin(3, 0),
    { type: "drill.resumed", at: 5_300, data: { pausedMs: 180_000 } } as const,
    bin(7, 10),
    bin(8, 10),
    bin(9, 3),
  ];
  expect(said(plan, 10, told)).toMatchObject([
    { type: "load.short", data: { second: 9, due: 10, sent: 3 } },
  ]);
});

test("a second whose requests left late is written down with by how much", () => {
  const plan = planWith([{ get: "/", timeout: "2s" }], 10);
  expect(
    said(plan, 10, [bin(0, 10), bin(1, 10, { lateP99: 201 }), bin(2, 10, { lateP99: 200 })]),
  ).toEqual([
    {
      type: "load.saturated",
      at: 1_000,
      data: { flow: "users", second: 1, lateP99: 201, limit: 200 },
    },
  ]);
});
