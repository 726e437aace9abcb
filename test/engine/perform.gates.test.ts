import { describe, expect, it } from "vitest";
import { hotFaults, hotMysql, only, planOf, played } from "../support/simulated.ts";

const gentle = hotFaults({ with: { journey: "export", cohort: "batcher", perSecond: 1 } });

/** One service under a steady flow, to be paused. */
const small = (more: Record<string, unknown>): unknown => ({
  apiVersion: "gameday/v1",
  id: "small",
  title: "One service",
  stack: { web: { kind: "service", program: "none" } },
  load: {
    journeys: { read: { to: "web", steps: [{ get: "/" }] } },
    flows: { users: { journey: "read", rate: 50 } },
  },
  slis: { web: { counts: ["users"], objective: 99 } },
  ...more,
});

describe("gates", () => {
  it("make it unknown when the promised symptom never comes, and nobody is asked to respond", async () => {
    const drill = await played(hotMysql({ faults: gentle }), { player: "perfect" });
    expect(drill.performance.ending).toMatchObject({
      why: "gate",
      detail: "the promised symptom did not appear in time",
    });
    expect(drill.judgement).toMatchObject({ verdict: "unknown" });
    expect(only(drill.events, "drill.phase").map(({ data }) => data.phase)).not.toContain(
      "respond",
    );
  });

  it("do not punish who is so quick that the whole symptom never comes", async () => {
    // Process time runs 3600 times as fast: this player thinks for no time at all.
    const drill = await played(hotMysql({}, { timeScale: 3_600 }), { player: "perfect" });
    expect(
      only(drill.events, "gate.checked").find(({ data }) => data.gate === "mustBreak")?.data,
    ).toEqual({
      gate: "mustBreak",
      met: true,
      detail: "users were affected, but recovered before the whole symptom appeared",
    });
    expect(drill.summary.truth.contained?.by).toBe("players");
    expect(drill.judgement.verdict).toBe("pass");
  });

  it("wait for the symptom as long as the scenario says, not longer", async () => {
    const drill = await played(hotMysql({ faults: gentle }));
    const breakAt =
      only(drill.events, "drill.phase").find(({ data }) => data.phase === "break")?.ex ?? 0;
    const gate = only(drill.events, "gate.checked").find(({ data }) => data.gate === "mustBreak");
    expect((gate?.ex ?? 0) - breakAt).toBeGreaterThan(30_000);
    expect((gate?.ex ?? 0) - breakAt).toBeLessThanOrEqual(32_000);
  });

  it("make it unknown when the stack was never healthy, and nothing is hurt", async () => {
    const sick = small({
      kind: "Drill",
      baseline: { for: "8s" },
      mustBreak: { expect: { sli: "web", below: 50 } },
      faults: { freeze: { fault: "pause", target: "web" } },
    });
    const drill = await played(planOf(sick), {
      on: (event, { world }) => void (event.type === "load.started" && world.turn("web", "paused")),
    });
    expect(drill.performance.ending.why).toBe("gate");
    expect(drill.judgement).toMatchObject({
      verdict: "unknown",
      reason: expect.stringMatching(
        /not healthy before the fault: web got 0 %, its objective is [\d.]+ %: (\d+) of \1 requests failed \(\1: /,
      ),
    });
    expect(only(drill.events, "fault.armed")).toEqual([]);
  });

  it("let a baseline be late: a stack that is slow to become healthy is waited for", async () => {
    const drill = await played(hotMysql(), {
      player: "perfect",
      on: (event, { world, clock }) => {
        if (event.type !== "load.started") return;
        world.turn("www", "paused");
        void clock.sleep(15_000).then(() => world.turn("www", "running"));
      },
    });
    expect(drill.judgement.verdict).toBe("pass");
    // One bin may already be served by the stack as it was healed.
    expect(only(drill.events, "gate.checked")[0]?.ex).toBeGreaterThanOrEqual(22_000);
  });

  it("keep everybody's pager quiet until the stack was seen healthy", async () => {
    const drill = await played(hotMysql(), {
      player: "perfect",
      on: (event, { world, clock }) => {
        if (event.type !== "load.started") return;
        world.turn("www", "paused");
        void clock.sleep(15_000).then(() => world.turn("www", "running"));
      },
    });
    const breakSeq =
      only(drill.events, "drill.phase").find(({ data }) => data.phase === "break")?.seq ?? 0;
    const pages = drill.events.filter(
      ({ type }) => type === "page.sent" || type === "alert.fired" || type === "incident.declared",
    );
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.filter(({ seq }) => seq < breakSeq)).toEqual([]);
  });

  it("make a Test fail when the system does not hold", async () => {
    const test = small({
      kind: "Test",
      mustHold: { for: "10s" },
      faults: { freeze: { fault: "pause", target: "web" } },
    });
    const drill = await played(planOf(test));
    expect(drill.judgement).toMatchObject({
      verdict: "fail",
      reason: expect.stringContaining("did not hold"),
    });
    expect(drill.summary.gates.at(-1)).toMatchObject({ gate: "baseline-again", met: true });
  });

  it("make a Test unknown when its fault vanished in the middle of its time, and was gone long before the end", async () => {
    const test = small({
      kind: "Test",
      mustHold: { for: "10s" },
      slis: { web: { counts: ["users"], objective: 50 } },
      faults: { freeze: { fault: "pause", target: "web", for: "15s" } },
    });
    const drill = await played(planOf(test), {
      on: (event, { world, clock }) =>
        void (
          event.type === "fault.applied" &&
          void clock.sleep(600).then(() => world.turn("web", "running"))
        ),
    });
    const [lapsed, ...more] = only(drill.events, "fault.lapsed");
    expect(more).toEqual([]);
    expect(lapsed?.data).toMatchObject({ id: "freeze", evidence: "web is running" });
    expect(lapsed?.data.workedMs).toBeLessThanOrEqual(600);
    expect(drill.judgement).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining('the fault "freeze" stopped working'),
    });
  });

  it("look at a fault as often as it is short", async () => {
    const test = small({
      kind: "Test",
      mustHold: { for: "5s" },
      slis: { web: { counts: ["users"], objective: 50 } },
      faults: { freeze: { fault: "pause", target: "web", for: "500ms" } },
    });
    const drill = await played(planOf(test), {
      on: (event, { world, clock }) =>
        void (
          event.type === "fault.applied" &&
          void clock.sleep(120).then(() => world.turn("web", "running"))
        ),
    });
    expect(only(drill.events, "fault.lapsed")[0]?.data.workedMs).toBeLessThanOrEqual(120);
    expect(drill.judgement.verdict).toBe("unknown");
  });

  it("say nothing of a fault that lasts until it is undone, or is over when its effect is", async () => {
    const test = (faults: unknown): unknown =>
      small({
        kind: "Test",
        mustHold: { for: "10s" },
        slis: { web: { counts: ["users"], objective: 10 } },
        faults,
      });
    const lasting = await played(
      planOf(test({ freeze: { fault: "pause", target: "web", for: "5s" } })),
    );
    expect(
      lasting.events.filter(({ type }) => type === "fault.lapsed" || type === "fault.spent"),
    ).toEqual([]);
    const restarted = await played(planOf(test({ deploy: { fault: "restart", target: "web" } })));
    expect(only(restarted.events, "fault.lapsed")).toEqual([]);
    expect(only(restarted.events, "fault.spent")).toHaveLength(1);
    expect(restarted.judgement.verdict).toBe("pass");
  });

  it("make a Test unknown when its fault no longer works at its target in the end", async () => {
    const test = small({
      kind: "Test",
      mustHold: { for: "10s" },
      faults: { freeze: { fault: "pause", target: "web" } },
    });
    const drill = await played(planOf(test), {
      acts: [{ atMs: 12_000, act: ({ world }) => world.turn("web", "running") }],
    });
    expect(drill.judgement).toMatchObject({
      verdict: "unknown",
      reason: "a fault no longer worked at its target at the end",
    });
  });

  it("never pass a Test whose fault never worked", async () => {
    const test = small({
      kind: "Test",
      mustHold: { for: "10s" },
      faults: { more: { fault: "load-surge", with: { journey: "read", perSecond: 5 } } },
    });
    const drill = await played(planOf(test), {
      on: (event, { drill: { load } }) =>
        void (event.type === "fault.applied" && load?.setRate("more", 0)),
    });
    expect(drill.judgement.verdict).toBe("unknown");
    expect(only(drill.events, "fault.verified")[0]?.data.ok).toBe(false);
  });

  it("make a Drill fail when its limit is reached before the users are back", async () => {
    const drill = await played(hotMysql({ limit: 120_000 }));
    expect(drill.performance.ending).toMatchObject({ why: "limit" });
    expect(drill.judgement.verdict).toBe("fail");
    expect(drill.events.at(-1)?.ex).toBeLessThanOrEqual(122_000);
  });

  it("make a fault's own end no victory, however long users stay back", async () => {
    const drill = await played(hotMysql({ faults: hotFaults({ for: 60_000 }), limit: 300_000 }));
    expect(only(drill.events, "fault.undone").map(({ data }) => data.why)).toEqual(["ended"]);
    expect(drill.summary.truth.contained).toMatchObject({ by: "fault-ended" });
    expect(drill.judgement.verdict).toBe("fail");
  });
});
