import { describe, expect, it } from "vitest";
import { only, planOf, played } from "../support/simulated.ts";

/** A Test that breaks `web`, on which `other` leans although nothing says so. */
const spreading = (more: Record<string, unknown>): unknown => ({
  apiVersion: "gameday/v1",
  kind: "Test",
  id: "spreading",
  title: "Two services",
  hold: "4s",
  limit: "3m",
  stack: {
    web: { kind: "service", program: "web" },
    other: { kind: "service", program: "other", needs: ["web"] },
  },
  load: {
    journeys: {
      read: { to: "web", steps: [{ get: "/" }] },
      pay: { to: "other", steps: [{ get: "/" }] },
    },
    flows: { users: { journey: "read", rate: 20 }, payers: { journey: "pay", rate: 20 } },
  },
  slis: { web: { counts: ["users"], objective: 1 }, other: { counts: ["payers"], objective: 1 } },
  baseline: { for: "3s" },
  mustHold: { for: "60s", expect: { sli: "web", atLeast: 0 } },
  faults: { freeze: { fault: "pause", target: "web" } },
  ...more,
});
const payments = (more: Record<string, unknown> = {}): unknown => ({
  payments: {
    when: { sli: "other", below: 50, over: "2s" },
    text: "payments fail, which are outside of what is broken",
    ...more,
  },
});

describe("an abort condition", () => {
  it("ends the drill at once and heals it; nothing is known then, and the report says why", async () => {
    const drill = await played(planOf(spreading({ abortWhen: payments() })));
    const applied = only(drill.events, "fault.applied")[0]?.ex ?? 0;
    const ended = only(drill.events, "drill.ended")[0];
    expect(ended?.data).toEqual({
      why: "aborted",
      detail: "aborted: payments fail, which are outside of what is broken",
    });
    expect((only(drill.events, "heal.started")[0]?.ex ?? 0) - applied).toBeLessThan(6_000);
    expect(drill.performance.residue).toEqual([]);
    expect(drill.judgement).toMatchObject({
      verdict: "unknown",
      reason: "the drill was aborted: payments fail, which are outside of what is broken",
    });
  });

  it("that answers the question by itself makes a Test fail", async () => {
    const drill = await played(planOf(spreading({ abortWhen: payments({ verdict: "fail" }) })));
    expect(drill.judgement).toMatchObject({
      verdict: "fail",
      reason: "the drill was aborted: payments fail, which are outside of what is broken",
    });
  });

  it("that never comes true changes nothing", async () => {
    const quiet = { payments: { when: { sli: "web", below: 0 } } };
    const drill = await played(
      planOf(
        spreading({
          abortWhen: quiet,
          mustHold: { for: "5s", expect: { sli: "web", atLeast: 0 } },
        }),
      ),
    );
    expect(only(drill.events, "drill.ended")[0]?.data.why).toBe("held");
  });

  it("that is true before any fault is applied keeps it from being applied", async () => {
    const always = {
      machine: { when: { sli: "web", above: 50 }, text: "this machine has no room for it" },
    };
    const drill = await played(planOf(spreading({ abortWhen: always })));
    expect(only(drill.events, "fault.armed")).toEqual([]);
    expect(drill.judgement).toMatchObject({
      verdict: "unknown",
      reason: "the drill was aborted: this machine has no room for it",
    });
  });
});

describe("a drill's limit", () => {
  it("ends one whose stack does not come up, too", async () => {
    const plan = planOf(spreading({ limit: "90s" }));
    const drill = await played(plan, {
      on: (event, { ports, clock }) => {
        if (event.type === "drill.phase" && event.data.phase === "up")
          Object.assign(ports.runtime, {
            start: (_spec: unknown, signal: AbortSignal) => clock.sleep(600_000, signal),
          });
      },
    });
    expect(only(drill.events, "drill.ended")[0]).toMatchObject({
      data: { why: "limit" },
      ex: 90_000,
    });
    expect(drill.judgement.verdict).toBe("unknown");
  });
});
