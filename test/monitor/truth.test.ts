import { describe, expect, test } from "vitest";
import { someoneHere } from "../../src/event/actor.ts";
import type { Change } from "../../src/event/change.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import { conclude } from "../../src/monitor/monitor.ts";
import { isHoldRunning } from "../../src/monitor/contained.ts";
import { isContained } from "../../src/monitor/truth.ts";
import { bins, happens, inOrder, testPlan, type TimedInput } from "../support/event-builder.ts";
import { watched } from "../support/watched.ts";

const plan = testPlan({
  alerts: {
    "api-errors": {
      when: { sli: "api", below: 90, over: "5s" },
      for: "3s",
      text: "errors from api",
      copies: 3,
    },
  },
  signals: { blocked: { probe: "http" }, threads: { probe: "mysql-status" } },
  mitigations: {
    "block-customer": { kind: "correct", title: "Block", verify: { signal: "blocked", is: 1 } },
    "kill-loop": {
      kind: "correct",
      title: "Kill",
      verify: { signal: "threads", below: 5, for: "5s" },
    },
    "bigger-pool": {
      kind: "wrong",
      title: "Pool",
      cost: "nothing gained",
      detect: { signal: "blocked", is: 2 },
    },
  },
});

const armed = (at: number, leaseMs?: number): TimedInput =>
  happens(at, "fault.armed", {
    fault: "load-surge",
    id: "batch",
    target: "",
    with: {},
    undo: { do: "end-flow", flow: "batch" },
    ...(leaseMs === undefined ? {} : { leaseMs }),
  });
const applied = (at: number, leaseMs?: number): TimedInput[] => [
  armed(at - 10, leaseMs),
  happens(at, "fault.applied", { id: "batch" }),
];
const undone = (at: number): TimedInput =>
  happens(at, "fault.undone", { id: "batch", ok: true, evidence: "gone", why: "ended" });
/** Somebody changes something that can have helped. */
const deed = (at: number, more: Partial<Change> = {}): TimedInput =>
  happens(
    at,
    "change.seen",
    {
      target: "api",
      what: "limit",
      fact: "rateLimit.perSecond",
      before: 500,
      after: 20,
      source: "door",
      ...more,
    },
    { by: someoneHere },
  );
const sample = (at: number, signal: string, value: number | null): TimedInput =>
  happens(at, "probe.sample", { signal, value, unit: "" });
/**
 * Both flows healthy over [from, to) but for the seconds [hurtFrom, hurtTo), in which half is lost.
 */
const traffic = (to: number, ...hurt: readonly (readonly [number, number])[]): TimedInput[] =>
  Array.from({ length: to }, (_, s) =>
    hurt.some(([a, b]) => s >= a && s < b)
      ? [...bins("web", s, s + 1, 100, 50), ...bins("partner", s, s + 1, 25, 12)]
      : [...bins("web", s, s + 1, 100, 100), ...bins("partner", s, s + 1, 25, 25)],
  ).flat();

const truths = (said: readonly GamedayEvent[]): string[] =>
  said.flatMap((e) =>
    e.type === "truth.changed"
      ? [`${e.data.state}${e.data.by ? ` by ${e.data.by}` : ""} @${e.at / 1000}`]
      : [],
  );

describe("given a fault at 10 s that hurts from 12 s to 40 s", () => {
  test("impact starts at the first bad bin and contained is stamped with the first good one, once its hold is over", () => {
    const { said } = watched(
      plan,
      inOrder(applied(10_000), deed(35_000), traffic(100, [12, 40])),
      100_000,
    );
    expect(said.find((e) => e.type === "impact.started")).toMatchObject({
      at: 12_000,
      data: { second: 12, slis: ["www", "api"] },
    });
    const contained = said.find((e) => e.type === "truth.changed" && e.data.state === "contained");
    expect(contained).toMatchObject({ at: 40_000, ex: 70_000, data: { by: "players" } });
    expect(truths(said)).toEqual([
      "armed @9.99",
      "active @9.99",
      "detectable @13",
      "contained by players @40",
    ]);
  });

  test("the alert fires after its own patience, in all its copies, with one page, and clears when it is over", () => {
    const { said } = watched(plan, inOrder(applied(10_000), traffic(100, [12, 40])), 100_000);
    const alerts = said.filter((e) => e.type.startsWith("alert") || e.type === "page.sent");
    expect(alerts.map((e) => [e.type, e.at])).toEqual([
      ["alert.fired", 15_000],
      ["page.sent", 15_000],
      ["alert.grouped", 15_000],
      ["alert.cleared", 55_000],
    ]);
  });

  test("a fault that ends by itself as the users return makes it fault-ended", () => {
    const { said } = watched(
      plan,
      inOrder(applied(10_000), traffic(100, [12, 40]), undone(39_500)),
      100_000,
    );
    expect(truths(said)).toEqual([
      "armed @9.99",
      "active @9.99",
      "detectable @13",
      "cleared @39.5",
      "contained by fault-ended @40",
    ]);
  });

  test("a fault whose lease was over as the users returned makes it fault-ended, however late its end was written", () => {
    for (const told of [[], [undone(65_000)], [undone(95_000)]]) {
      const { said } = watched(
        plan,
        inOrder(applied(10_000, 29_500), traffic(100, [12, 40]), told),
        100_000,
      );
      expect(truths(said)).toContain("contained by fault-ended @40");
    }
  });

  test("a lease that is not over yet leaves the merit with the players", () => {
    const { said } = watched(
      plan,
      inOrder(applied(10_000, 60_000), deed(35_000), traffic(100, [12, 40])),
      100_000,
    );
    expect(truths(said)).toContain("contained by players @40");
  });

  test("requests that waited and were answered when the fault ended do not make it the players' merit", () => {
    const { said } = watched(
      plan,
      inOrder(applied(10_000), traffic(100, [12, 40]), undone(41_500)),
      100_000,
    );
    expect(truths(said)).toContain("contained by fault-ended @40");
  });

  test("a fault that ends within the hold, after the users were back, leaves the merit with the players", () => {
    const { said } = watched(
      plan,
      inOrder(applied(10_000), deed(35_000), traffic(100, [12, 40]), undone(55_000)),
      100_000,
    );
    expect(truths(said)).toContain("contained by players @40");
  });

  test("a mitigation verified before the fault ended counts as the players' even so", () => {
    const { said } = watched(
      plan,
      inOrder(
        applied(10_000),
        traffic(100, [12, 40]),
        sample(11_000, "blocked", 0),
        sample(30_000, "blocked", 1),
        sample(39_000, "blocked", 1),
        undone(39_500),
      ),
      100_000,
    );
    expect(truths(said)).toContain("contained by players @40");
    expect(said.find((e) => e.type === "action.detected")).toMatchObject({
      at: 30_000,
      data: { mitigation: "block-customer", kind: "correct" },
    });
  });

  test("the calm after a fault's end is not taken for a verified cure", () => {
    const threads = Array.from({ length: 90 }, (_, s) =>
      sample(s * 1_000, "threads", s >= 11 && s < 40 ? 30 : 2),
    );
    const { said } = watched(
      plan,
      inOrder(applied(10_000), traffic(100, [12, 40]), threads, undone(39_500)),
      100_000,
    );
    expect(said.filter((e) => e.type === "action.detected")).toEqual([]);
    expect(truths(said)).toContain("contained by fault-ended @40");
  });

  test("a kill loop that stopped too early does not earn the recovery at the fault's own end", () => {
    const threads = Array.from({ length: 160 }, (_, s) =>
      sample(s * 1_000, "threads", (s >= 11 && s < 40) || (s >= 80 && s < 110) ? 30 : 2),
    );
    const { said, state } = watched(
      plan,
      inOrder(
        applied(10_000),
        deed(35_000),
        traffic(160, [12, 40], [80, 110]),
        threads,
        undone(109_500),
      ),
      160_000,
    );
    expect(truths(said).slice(3)).toEqual([
      "contained by players @40",
      "recurred @80",
      "cleared @109.5",
      "contained by fault-ended @110",
    ]);
    expect(isContained(state)).toBe(true);
  });
});

test("users that return long after all faults ended, without any cure, were not brought back by players", () => {
  const { said } = watched(
    plan,
    inOrder(applied(10_000), undone(20_000), traffic(150, [12, 90])),
    150_000,
  );
  expect(truths(said)).toContain("contained by fault-ended @90");
});

test("in a metastable failure a cure verified after the faults ended counts", () => {
  const { said } = watched(
    plan,
    inOrder(
      applied(10_000),
      undone(20_000),
      traffic(150, [12, 90]),
      sample(15_000, "blocked", 0),
      sample(85_000, "blocked", 1),
      sample(90_000, "blocked", 1),
      sample(100_000, "blocked", 1),
    ),
    150_000,
  );
  expect(truths(said)).toContain("contained by players @90");
});

test("a single lost request after contained is not a recurrence", () => {
  const inputs = inOrder(
    applied(10_000),
    deed(35_000),
    bins("web", 0, 90, 100, 100),
    bins("partner", 0, 12, 25, 25),
    bins("partner", 12, 40, 25, 5),
    bins("partner", 40, 60, 25, 25),
    bins("partner", 60, 61, 25, 24),
    bins("partner", 61, 90, 25, 25),
  );
  const { said } = watched(plan, inputs, 90_000);
  expect(truths(said).at(-1)).toBe("contained by players @40");
});

test("one lost second after contained is a recurrence, and the very next bin may begin a hold again", () => {
  const { said } = watched(
    plan,
    inOrder(applied(10_000), deed(35_000), deed(80_500), traffic(140, [12, 40], [80, 81])),
    140_000,
  );
  expect(truths(said).slice(3)).toEqual([
    "contained by players @40",
    "recurred @80",
    "contained by players @81",
  ]);
});

test("a hold does not begin in a second in which nobody asked for anything", () => {
  const quiet = (from: number, to: number): TimedInput[] => [
    ...bins("web", from, to, 0, 0),
    ...bins("partner", from, to, 0, 0),
  ];
  const { said } = watched(
    plan,
    inOrder(
      applied(10_000),
      deed(35_000),
      traffic(40, [12, 40]),
      quiet(40, 45),
      bins("web", 45, 100, 100, 100),
      bins("partner", 45, 100, 25, 25),
    ),
    100_000,
  );
  expect(truths(said)).toContain("contained by players @45");
});

test("a hold may lose what the objective allows and no more", () => {
  const lossy = (lost: number): string[] =>
    truths(
      watched(
        plan,
        inOrder(
          applied(10_000),
          deed(35_000),
          bins("partner", 0, 80, 25, 25),
          bins("web", 0, 12, 100, 100),
          bins("web", 12, 40, 100, 20),
          bins("web", 40, 50, 100, 100),
          bins("web", 50, 51, 100, 100 - lost),
          bins("web", 51, 80, 100, 100),
        ),
        80_000,
      ).said,
    );
  expect(lossy(3)).toContain("contained by players @40");
  expect(lossy(4)).not.toContain("contained by players @40");
});

test("what a player did before the fault is not detected, what becomes true after it is, once", () => {
  const before = inOrder(
    sample(5_000, "blocked", 2),
    applied(10_000),
    traffic(60),
    sample(11_000, "blocked", 2),
    sample(20_000, "blocked", 2),
  );
  expect(watched(plan, before, 60_000).said.filter((e) => e.type === "action.detected")).toEqual(
    [],
  );
  const after = inOrder(
    sample(5_000, "blocked", 0),
    applied(10_000),
    traffic(60),
    sample(12_000, "blocked", 2),
    sample(14_000, "blocked", 0),
    sample(16_000, "blocked", 2),
  );
  expect(
    watched(plan, after, 60_000).said.filter((e) => e.type === "action.detected"),
  ).toMatchObject([
    { at: 12_000, data: { mitigation: "bigger-pool", kind: "wrong", cost: "nothing gained" } },
  ]);
});

test("bins that were never delivered keep a hold from being complete", () => {
  const gap = inOrder(
    applied(10_000),
    deed(35_000),
    bins("partner", 0, 100, 25, 25),
    bins("web", 0, 12, 100, 100),
    bins("web", 12, 40, 100, 20),
    bins("web", 40, 50, 100, 100),
    bins("web", 51, 90, 100, 100),
  );
  expect(truths(watched(plan, gap, 100_000).said).at(-1)).toBe("contained by players @51");
});

test("what users feel once healing began is neither impact nor recurrence", () => {
  const inputs = inOrder(
    applied(10_000),
    happens(30_000, "drill.phase", { phase: "heal" }),
    undone(31_000),
    traffic(60, [31, 35]),
  );
  expect(watched(plan, inputs, 60_000).said.map((e) => e.type)).not.toContain("impact.started");
});

test("concluding again at the same moment says nothing new", () => {
  const { state } = watched(plan, inOrder(applied(10_000), traffic(100, [12, 40])), 100_000);
  expect(conclude(state, 100_000)).toEqual([]);
  expect(conclude(state, 100_000)).toEqual([]);
});

test("while a hold is on its way, whoever ends the play is told to wait", () => {
  const at = (seconds: number): boolean =>
    isHoldRunning(
      watched(plan, inOrder(applied(10_000), traffic(seconds, [12, 40])), seconds * 1_000).state,
    );
  expect([5, 11, 20, 39, 40, 41, 60, 69, 71].map(at)).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    true,
    true,
    false,
  ]);
});
