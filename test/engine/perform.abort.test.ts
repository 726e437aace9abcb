import { describe, expect, it } from "vitest";
import type { Phase } from "../../src/event/drill.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import { GamedayError } from "../../src/kernel/error.ts";
import { openFaults } from "../../src/watch/open-faults.ts";
import { hotMysql, only, planOf, played, type Played } from "../support/simulated.ts";

async function expectHealed({ events, performance, stage }: Played): Promise<void> {
  expect(performance.residue).toEqual([]);
  expect(stage.drill.faults.active).toEqual([]);
  expect(await openFaults(events)).toEqual([]);
  expect(stage.world.states.size).toBe(0);
  expect(stage.world.surges.size).toBe(0);
  expect(only(events, "heal.done")).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ type: "drill.phase", data: { phase: "over" } });
}

/** Interrupts as soon as an event is written. */
async function interruptedAt(isIt: (event: GamedayEvent) => boolean): Promise<Played> {
  const abort = new AbortController();
  return played(hotMysql(), {
    player: "perfect",
    signal: abort.signal,
    on: (event) => void (isIt(event) && abort.abort(new Error("interrupted"))),
  });
}

describe("an interrupted drill", () => {
  it.each(["up", "steady", "break", "respond"] satisfies Phase[])(
    "heals what it hurt when it is interrupted in its phase %s",
    async (phase) => {
      const drill = await interruptedAt(
        (event) => event.type === "drill.phase" && event.data.phase === phase,
      );
      await expectHealed(drill);
      expect(drill.performance.ending.why).toBe("interrupted");
      expect(drill.judgement.verdict).toBe("unknown");
    },
  );

  it.each([
    "component.state",
    "calibration.measured",
    "load.started",
    "fault.armed",
    "fault.applied",
    "fault.verified",
    "incident.declared",
    "evidence.proved",
    "truth.changed",
  ] satisfies GamedayEvent["type"][])(
    "heals what it hurt when it is interrupted at the very moment of %s",
    async (type) => {
      const drill = await interruptedAt((event) => event.type === type);
      await expectHealed(drill);
      expect(only(drill.events, "drill.ended").map(({ data }) => data.why)).toEqual([
        "interrupted",
      ]);
    },
  );

  it("ends as it would have when it is interrupted while it heals", async () => {
    const drill = await interruptedAt(
      (event) => event.type === "drill.phase" && event.data.phase === "heal",
    );
    await expectHealed(drill);
    expect(drill.performance.ending.why).toBe("resolved");
    expect(drill.judgement.verdict).toBe("pass");
  });

  it("starts nothing when it was interrupted before it began", async () => {
    const drill = await played(hotMysql(), { signal: AbortSignal.abort(new Error("interrupted")) });
    await expectHealed(drill);
    expect(drill.performance.ending.why).toBe("interrupted");
    expect(only(drill.events, "component.state")).toEqual([]);
  });

  it("does not wait for the baseline of a Test to come back", async () => {
    const abort = new AbortController();
    const drill = await played(hotMysql({}, { rerun: "index" }), {
      signal: abort.signal,
      on: (event) =>
        void (
          event.type === "gate.checked" &&
          event.data.gate === "mustHold" &&
          abort.abort(new Error("interrupted"))
        ),
    });
    await expectHealed(drill);
    const gate = only(drill.events, "gate.checked").find(({ data }) => data.gate === "mustHold");
    expect((drill.events.at(-1)?.ex ?? 0) - (gate?.ex ?? 0)).toBeLessThanOrEqual(2_000);
  });
});

describe("a drill that breaks", () => {
  const stack = { web: { kind: "service", program: "none" } };
  const scenario = {
    apiVersion: "gameday/v1",
    kind: "Drill",
    id: "small",
    title: "One service",
    stack,
    load: {
      journeys: { read: { to: "web", steps: [{ get: "/" }] } },
      flows: { users: { journey: "read", rate: 50 } },
    },
    slis: { web: { counts: ["users"], objective: 99 } },
    mustBreak: { expect: { sli: "web", below: 50 } },
    faults: { freeze: { fault: "pause", target: "web" } },
  };

  it("heals, and says what broke, when a component never comes back from its death", async () => {
    const drill = await played(planOf(scenario), {
      on: (event, { world, ports }) => {
        if (event.type !== "drill.phase" || event.data.phase !== "steady") return;
        ports.runtime.power.start = () =>
          Promise.reject(
            new GamedayError(
              "GD-R001",
              "web did not become healthy within 15 s\nENOSPC: no space left\n    at write (fs.js)",
              { hint: "the whole log: web.log" },
            ),
          );
        world.crash("web");
      },
    });
    await expectHealed(drill);
    const sentence = "web died and does not come back: web did not become healthy within 15 s";
    expect(drill.performance.ending).toEqual({ why: "error", detail: `GD-R002 ${sentence}` });
    expect(drill.performance.error).toMatchObject({
      code: "GD-R002",
      message: sentence,
      hint: "the whole log: web.log",
    });
    expect(drill.judgement).toMatchObject({
      verdict: "unknown",
      reason: `the drill failed: GD-R002 ${sentence}`,
    });
    expect(
      only(drill.events, "component.state").findLast(({ data }) => data.state === "exited")?.data
        .detail,
    ).toContain("ENOSPC: no space left");
  });

  it("heals when a fault cannot be taken back, tries the others all the same, and says what remains", async () => {
    const two = {
      ...scenario,
      stack: { ...stack, api: { kind: "service", program: "none" } },
      faults: { ...scenario.faults, gone: { fault: "kill", target: "api" } },
    };
    const drill = await played(planOf(two), {
      cutIdleMs: 5_000,
      on: (event, { ports: { runtime } }) => {
        if (event.type !== "fault.verified" || event.data.id !== "gone") return;
        runtime.power.start = () => Promise.reject(new Error("no disk"));
      },
    });
    expect(drill.performance.residue).toEqual([
      { what: "other", detail: expect.stringMatching(/^the fault "gone" could not be undone: ./) },
    ]);
    expect(only(drill.events, "fault.undone").map(({ data }) => data.id)).toEqual(["freeze"]);
    expect(drill.stage.world.states.size).toBe(0);
  });
});
