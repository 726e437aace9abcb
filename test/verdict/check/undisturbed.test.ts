import { describe, expect, test } from "vitest";
import { someoneHere } from "../../../src/event/actor.ts";
import { summarise } from "../../../src/metrics/summary.ts";
import { undisturbed } from "../../../src/verdict/check/undisturbed.ts";
import {
  happens,
  inOrder,
  journal,
  testPlan,
  type TimedInput,
} from "../../support/event-builder.ts";

const fault = [
  happens(9_000, "drill.phase", { phase: "break" }),
  happens(9_990, "fault.armed", {
    fault: "pause",
    id: "slow",
    target: "db",
    with: {},
    undo: { do: "resume", target: "db" },
  }),
  happens(10_000, "fault.applied", { id: "slow" }),
];
const dies = (at: number, component: string): TimedInput =>
  happens(at, "component.state", { component, state: "exited", detail: "SIGKILL" });
const lives = (at: number, component: string): TimedInput =>
  happens(at, "component.state", { component, state: "running" });
const drill = testPlan({ faults: { slow: { fault: "pause", target: "db" } } });
const answer = (plan: typeof drill, ...inputs: TimedInput[]) =>
  undisturbed.run(plan, summarise(plan, journal(plan, inOrder(fault, inputs))));

describe("what the scenario did not plan makes a drill unknown:", () => {
  test("every component dies at once", () => {
    expect(
      answer(
        drill,
        dies(20_000, "www"),
        dies(20_100, "api/1"),
        dies(20_100, "api/2"),
        dies(20_200, "db"),
      ),
    ).toMatchObject({
      verdict: "unknown",
      text: expect.stringContaining("components died within 5 s"),
    });
  });

  test("a component dies twice", () => {
    expect(
      answer(drill, dies(20_000, "www"), lives(21_000, "www"), dies(50_000, "www")),
    ).toMatchObject({
      verdict: "unknown",
      text: expect.stringContaining("www died more than once"),
    });
  });

  test("somebody changes something while a Test judges the system", () => {
    const changed = happens(
      20_000,
      "change.seen",
      { target: "api", what: "limit", fact: "perSecond", before: 1, after: 2, source: "door" },
      { by: someoneHere },
    );
    expect(
      answer({ ...drill, scenario: { ...drill.scenario, kind: "Test" } }, changed),
    ).toMatchObject({ verdict: "unknown" });
    expect(answer(drill, changed)).toMatchObject({ verdict: "pass" });
  });
});

describe("a drill goes on as if nothing were", () => {
  test("when one component dies once, or the fault's target dies as often as it likes", () => {
    expect(answer(drill, dies(20_000, "www"), lives(21_000, "www"))).toMatchObject({
      verdict: "pass",
    });
    expect(
      answer(drill, dies(20_000, "db"), lives(21_000, "db"), dies(30_000, "db")),
    ).toMatchObject({ verdict: "pass" });
  });

  test("when components restart because a door was asked to", () => {
    const told = ["www", "api"].map((target) =>
      happens(
        20_000,
        "change.seen",
        {
          target,
          what: "power",
          fact: "state",
          before: "running",
          after: "restarted",
          source: "door",
        },
        { by: someoneHere },
      ),
    );
    expect(
      answer(drill, ...told, dies(20_500, "www"), dies(20_600, "api/1"), dies(20_600, "api/2")),
    ).toMatchObject({ verdict: "pass" });
  });
});
