import { expect, test } from "vitest";
import { liveMonitor } from "../../src/monitor/monitor.ts";
import { addSample } from "../../src/monitor/signal.ts";
import { concludeRetired } from "../../src/monitor/retire.ts";
import type { ActionInput } from "../../src/monitor/action.ts";
import type { LiveMonitor } from "../../src/monitor/state.ts";
import { resolveScenario } from "../../src/plan/resolve.ts";
import { testPlan } from "../support/event-builder.ts";

const replica = (): LiveMonitor => {
  const plan = testPlan({
    signals: { writable: { probe: "mysql-query", target: "db", with: { sql: "SELECT 1" } } },
    evidence: {
      replica: {
        question: "Could it take orders?",
        statement: "It is read-only",
        accept: { value: { name: "read_only", is: 1 } },
        canonical: { log: { of: "api", matches: "x" } },
        until: ["promote"],
        recorded: { signal: "writable", is: 0 },
      },
    },
  });
  return liveMonitor(plan, resolveScenario(plan, {}));
};

const failover: ActionInput = {
  type: "action.detected",
  data: { mitigation: "promote", kind: "correct" },
};

test("what monitoring saw last before the fix answers in its place, once", () => {
  const state = replica();
  const samples = state.signals.get("writable");
  if (samples === undefined) throw new Error("the drill has that signal");
  addSample(samples, 5_000, 0, 41);
  expect(concludeRetired(state, 6_000, [])).toEqual([]);
  addSample(samples, 7_000, 1, 42);
  expect(concludeRetired(state, 8_000, [failover])).toEqual([
    {
      type: "evidence.retired",
      sees: "truth",
      at: 8_000,
      data: { evidence: "replica", mitigation: "promote", recorded: 41 },
    },
  ]);
  expect(concludeRetired(state, 9_000, [failover])).toEqual([]);
});

test("without a record it is retired", () => {
  const state = replica();
  const [retired] = concludeRetired(state, 8_000, [failover]);
  expect(retired?.data).toEqual({ evidence: "replica", mitigation: "promote" });
});
