import { expect, it } from "vitest";
import { only, planOf, played } from "../support/simulated.ts";

/** Users come in at web, which needs api; aux is needed as well. */
const scenario = (faults: Record<string, unknown>): unknown => ({
  apiVersion: "gameday/v1",
  id: "looks",
  title: "Looks between faults",
  kind: "Drill",
  stack: {
    api: { kind: "service", program: "none" },
    aux: { kind: "service", program: "none" },
    web: { kind: "service", program: "none", needs: ["api", "aux"] },
  },
  load: {
    journeys: { read: { to: "web", steps: [{ get: "/" }] } },
    flows: { users: { journey: "read", rate: 50 } },
  },
  slis: { web: { counts: ["users"], objective: 98 } },
  baseline: { for: "8s" },
  hold: "30s",
  limit: "10m",
  mustBreak: { within: "30s", expect: { sli: "web", below: 50, over: "3s" } },
  faults,
});

it("takes what a fault of the engine changes for nobody's change, whenever the next look comes", async () => {
  for (const at of ["2s", "2500ms", "3s", "3500ms"]) {
    const drill = await played(
      planOf(scenario({ gone: { fault: "stop", target: "web", at, for: "6s" } })),
      { player: "idle" },
    );
    expect(only(drill.events, "fault.undone").map(({ data }) => data.ok)).toContain(true);
    expect(only(drill.events, "change.seen")).toEqual([]);
    expect(drill.judgement.verdict).not.toBe("pass");
  }
});

it("sees what somebody else changes while a fault acts", async () => {
  const drill = await played(planOf(scenario({ frozen: { fault: "pause", target: "web" } })), {
    player: "idle",
    acts: [{ atMs: 30_000, act: ({ world }) => world.turn("web", "running") }],
  });
  expect(
    only(drill.events, "change.seen").map(({ data }) => [data.target, data.before, data.after]),
  ).toEqual([["web", "paused", "running"]]);
});
