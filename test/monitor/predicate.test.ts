import { describe, expect, test } from "vitest";
import type { EventData } from "../../src/event/event.ts";
import { initialMonitor, observe, type MonitorState } from "../../src/monitor/monitor.ts";
import { heldFor, holds } from "../../src/monitor/predicate.ts";
import type { ResolvedPredicate } from "../../src/plan/plan.ts";
import {
  bin,
  bins,
  happens,
  inOrder,
  journal,
  testPlan,
  type TimedInput,
} from "../support/event-builder.ts";

const plan = testPlan({
  signals: {
    threads: { probe: "mysql-status" },
    role: { probe: "mysql-query" },
    slow: { probe: "http", every: "10s" },
  },
});
const given = (...inputs: (TimedInput | TimedInput[])[]): MonitorState =>
  journal(plan, inOrder(...inputs)).reduce(observe, initialMonitor(plan));
const sample = (
  at: number,
  signal: string,
  value: number | string | null,
  error?: string,
): TimedInput =>
  happens(at, "probe.sample", { signal, value, unit: "", ...(error !== undefined && { error }) });
const told = (
  at: number,
  component: string,
  state: EventData["component.state"]["state"],
): TimedInput => happens(at, "component.state", { component, state });

test("before there is any data nothing is known", () => {
  const state = given();
  const forms: ResolvedPredicate[] = [
    { sli: "api", below: 80 },
    { signal: "threads", above: 1 },
    { flow: "web", share: "good", above: 1 },
    { component: "db", is: "running" },
    { slis: "objective" },
    { signal: "no-such-signal", above: 1 },
  ];
  expect(forms.map((predicate) => holds(predicate, state, 10_000))).toEqual(
    forms.map(() => undefined),
  );
  expect(forms.map((predicate) => holds({ not: predicate }, state, 10_000))).toEqual(
    forms.map(() => undefined),
  );
});

describe("an SLI's success", () => {
  const state = given(
    bins("web", 0, 10, 100, 100),
    bins("partner", 0, 6, 25, 25),
    bins("partner", 6, 10, 25, 10),
  );
  test("is that of the last complete second, or of the window it names", () => {
    expect(holds({ sli: "api", below: 80 }, state, 10_000)).toBe(true);
    expect(holds({ sli: "api", atLeast: 40, atMost: 40 }, state, 10_000)).toBe(true);
    expect(holds({ sli: "api", atLeast: 52, atMost: 52, over: 5_000 }, state, 10_000)).toBe(true);
  });
  test("with `for` must have been so in every second", () => {
    expect(holds({ sli: "api", below: 80, for: 4_000 }, state, 10_000)).toBe(true);
    expect(holds({ sli: "api", below: 80, for: 5_000 }, state, 10_000)).toBe(false);
  });
  test("is unknown over a window that reaches back before the first bin, and once the bins stop", () => {
    expect(holds({ sli: "api", below: 80, over: 20_000 }, state, 10_000)).toBeUndefined();
    expect(holds({ sli: "api", below: 80 }, state, 16_000)).toBe(true);
    expect(holds({ sli: "api", below: 80 }, state, 16_001)).toBeUndefined();
  });
  test("stays known while clients that try again may still be waiting", () => {
    const journeys = {
      view: { to: "www", steps: [{ get: "/orders/1" }] },
      read: { to: "api", steps: [{ get: "/v1/orders/1" }] },
    };
    const retry = { attempts: 3, backoff: "100ms", factor: 2, maxBackoff: "300ms" };
    const patient = testPlan({
      load: {
        journeys,
        flows: {
          web: { journey: "view", rate: 100, retry },
          partner: { journey: "read", rate: 25 },
        },
      },
    });
    const late = journal(
      patient,
      inOrder(bins("web", 0, 10, 100, 0), bins("partner", 0, 10, 25, 0)),
    ).reduce(observe, initialMonitor(patient));
    // Four attempts of a second each, and 100 + 200 + 300 ms between them.
    expect(holds({ sli: "api", below: 80 }, late, 10_000 + 4_600 + 5_000)).toBe(true);
    expect(holds({ sli: "api", below: 80 }, late, 10_000 + 4_600 + 5_001)).toBeUndefined();
  });
  test("waits until every counted flow has delivered the second", () => {
    const two = testPlan({ slis: { all: { counts: ["web", "partner"], objective: 99 } } });
    const half = journal(
      two,
      inOrder(bins("web", 0, 5, 100, 0), bins("partner", 0, 3, 25, 25)),
    ).reduce(observe, initialMonitor(two));
    expect(holds({ sli: "all", atLeast: 20, atMost: 20 }, half, 5_000)).toBe(true);
  });
});

describe("every SLI at its objective", () => {
  test("is decided by the last second, and over a stretch by the ratio", () => {
    const state = given(
      bins("web", 0, 60, 100, 100),
      bins("partner", 0, 30, 25, 25),
      bins("partner", 30, 31, 25, 24),
      bins("partner", 31, 60, 25, 25),
    );
    expect(holds({ slis: "objective" }, state, 60_000)).toBe(true);
    expect(holds({ slis: "objective", for: 60_000 }, state, 60_000)).toBe(true);
    const worse = given(
      bins("web", 0, 60, 100, 100),
      bins("partner", 0, 30, 25, 25),
      bins("partner", 30, 31, 25, 10),
      bins("partner", 31, 60, 25, 25),
    );
    expect(holds({ slis: "objective", for: 60_000 }, worse, 60_000)).toBe(false);
    expect(heldFor({ slis: "objective" }, 20_000, worse, 60_000)).toBe(true);
  });
  test("does not mind a second without requests", () => {
    expect(
      holds(
        { slis: "objective" },
        given(bins("web", 0, 3, 0, 0), bins("partner", 0, 3, 25, 25)),
        3_000,
      ),
    ).toBe(true);
  });
});

describe("a signal", () => {
  const state = given(
    [5, 12, 14, 11, 13].map((value, i) => sample(i * 1_000, "threads", value)),
    sample(0, "role", "primary"),
    sample(4_000, "role", "replica"),
  );
  test("is compared by its newest value", () => {
    expect(holds({ signal: "threads", above: 10 }, state, 4_500)).toBe(true);
    expect(holds({ signal: "threads", atLeast: 13, atMost: 13 }, state, 4_500)).toBe(true);
    expect(holds({ signal: "threads", below: 13 }, state, 4_500)).toBe(false);
    expect(holds({ signal: "role", is: "replica" }, state, 4_500)).toBe(true);
  });
  test("as it was at a moment in the past", () => {
    expect(holds({ signal: "threads", below: 6 }, state, 500)).toBe(true);
    expect(holds({ signal: "role", is: "primary" }, state, 3_999)).toBe(true);
  });
  test("with `for` must have held in every sample since, and been known when the stretch began", () => {
    expect(holds({ signal: "threads", above: 10, for: 3_000 }, state, 4_000)).toBe(true);
    expect(holds({ signal: "threads", above: 10, for: 3_500 }, state, 4_000)).toBe(false);
    expect(holds({ signal: "threads", above: 1, for: 5_000 }, state, 4_000)).toBeUndefined();
  });
  test("is unknown after an error and once it is stale, by its own beat", () => {
    expect(
      holds(
        { signal: "threads", above: 10 },
        given(sample(0, "threads", 20), sample(1_000, "threads", null, "refused")),
        1_500,
      ),
    ).toBeUndefined();
    expect(holds({ signal: "threads", above: 10 }, state, 12_000)).toBe(true);
    expect(holds({ signal: "threads", above: 10 }, state, 12_001)).toBeUndefined();
    expect(holds({ signal: "slow", is: 1 }, given(sample(0, "slow", 1)), 34_000)).toBe(true);
  });
  test("that is a word is not a number", () => {
    expect(holds({ signal: "role", above: 1 }, state, 4_500)).toBeUndefined();
  });
  test("compared with an expression that nobody resolved is our bug", () => {
    // @ts-expect-error The types forbid it; what was read from a file may still be one.
    expect(() => holds({ signal: "threads", above: "${capacity}" }, state, 4_500)).toThrow(
      "was not resolved",
    );
  });
});

test("a flow's share of outcomes is taken over five seconds, or the window it names", () => {
  const batch = Array.from({ length: 10 }, (_, s) =>
    happens(
      s * 1_000,
      "load.bin",
      bin("batch", s, 40, 0, { error: s < 7 ? 40 : 0, rejected: s < 7 ? 0 : 40 }),
    ),
  );
  const state = given(batch);
  expect(holds({ flow: "batch", share: "rejected", atLeast: 60, atMost: 60 }, state, 10_000)).toBe(
    true,
  );
  expect(holds({ flow: "batch", share: "rejected", above: 90, over: 3_000 }, state, 10_000)).toBe(
    true,
  );
  expect(
    holds({ flow: "batch", share: "rejected", above: 90, over: 1_000, for: 3_000 }, state, 10_000),
  ).toBe(true);
  expect(
    holds({ flow: "batch", share: "rejected", above: 90, over: 1_000, for: 4_000 }, state, 10_000),
  ).toBe(false);
});

describe("a component", () => {
  const up = [told(0, "db", "running"), told(0, "api/1", "running"), told(0, "api/2", "running")];
  test("runs when all its replicas do, and is down or paused when one is", () => {
    const state = given(up, told(5_000, "api/2", "paused"), told(6_000, "db", "exited"));
    expect(holds({ component: "api", is: "running" }, state, 7_000)).toBe(false);
    expect(holds({ component: "api/1", is: "running" }, state, 7_000)).toBe(true);
    expect(holds({ component: "api", is: "paused" }, state, 7_000)).toBe(true);
    expect(holds({ component: "db", is: "stopped" }, state, 7_000)).toBe(true);
    expect(holds({ component: "db", is: "stopped", for: 2_000 }, state, 7_000)).toBe(false);
    expect(holds({ component: "db", is: "running" }, state, 5_000)).toBe(true);
    expect(heldFor({ not: { component: "db", is: "running" } }, 3_000, state, 7_000)).toBe(false);
  });
  test("is restarted when it comes back after going down by another hand than a fault's", () => {
    const kill = happens(1_000, "fault.armed", {
      fault: "kill",
      id: "crash",
      target: "db",
      with: {},
      undo: { do: "start", target: "db" },
    });
    expect(
      holds(
        { component: "db", is: "restarted" },
        given(up, told(5_000, "db", "stopped"), told(6_000, "db", "running")),
        7_000,
      ),
    ).toBe(true);
    const byFault = given(up, kill, told(1_100, "db", "exited"), told(6_000, "db", "running"));
    expect(holds({ component: "db", is: "restarted" }, byFault, 7_000)).toBe(false);
    const again = given(
      up,
      kill,
      told(1_100, "db", "exited"),
      told(6_000, "db", "running"),
      told(7_000, "db", "stopped"),
      told(8_000, "db", "running"),
    );
    expect(holds({ component: "db", is: "restarted" }, again, 9_000)).toBe(true);
  });
});

test("all, any and not decide as far as they can with parts unknown", () => {
  const state = given(sample(0, "threads", 20));
  const yes: ResolvedPredicate = { signal: "threads", above: 10 };
  const no: ResolvedPredicate = { signal: "threads", below: 10 };
  const dark: ResolvedPredicate = { signal: "role", is: "primary" };
  const at = (predicate: ResolvedPredicate): boolean | undefined => holds(predicate, state, 100);
  expect([at({ all: [yes, yes] }), at({ all: [yes, dark] }), at({ all: [no, dark] })]).toEqual([
    true,
    undefined,
    false,
  ]);
  expect([at({ any: [no, no] }), at({ any: [no, dark] }), at({ any: [yes, dark] })]).toEqual([
    false,
    undefined,
    true,
  ]);
  expect([at({ not: yes }), at({ not: no }), at({ not: dark })]).toEqual([false, true, undefined]);
});

test("seconds after a pause are left out", () => {
  const state = given(
    happens(5_400, "drill.resumed", { pausedMs: 120_000 }),
    bins("web", 0, 10, 100, 100),
    bins("partner", 0, 5, 25, 25),
    bins("partner", 5, 7, 25, 0),
    bins("partner", 7, 10, 25, 25),
  );
  expect(holds({ sli: "api", atLeast: 100, over: 10_000 }, state, 10_000)).toBe(true);
});
