import { describe, expect, it } from "vitest";
import {
  hotFaults,
  hotMysql,
  only,
  planOf,
  played,
  truths,
  type Stage,
} from "../support/simulated.ts";

/** A verb that the person on call types. */
const say =
  (verb: string, args: Readonly<Record<string, unknown>> = {}) =>
  ({ control }: Stage): Promise<unknown> =>
    control.as(control.person)(verb, { text: "a person says so", ...args });

describe("a cure that stops too early", () => {
  it("lets the batch hurt the users again, and truth says recurred", async () => {
    const drill = await played(hotMysql({ limit: 240_000 }), {
      player: "perfect",
      mitigations: ["kill-loop"],
      on: (event, { world }) => {
        if (event.type === "truth.changed" && event.data.state === "contained")
          world.take({ relieves: 1 });
      },
    });
    expect(truths(drill.events)).toEqual([
      "armed",
      "active",
      "detectable",
      "contained",
      "recurred",
      "cleared",
    ]);
    expect(drill.judgement).toMatchObject({
      verdict: "fail",
      reason: expect.stringContaining("affected again"),
    });
    expect(drill.summary.truth.recurrences).toBe(1);
    expect(drill.summary.impact.windows.map(({ open }) => open)).toEqual([false, true]);
  });

  it("is forgiven when the users are brought back again, and the report says both", async () => {
    const drill = await played(hotMysql({ limit: 400_000 }), {
      player: "perfect",
      mitigations: ["kill-loop"],
      on: (event, { world, clock }) => {
        if (event.type !== "truth.changed" || event.data.state !== "contained" || event.at > 60_000)
          return;
        world.take({ relieves: 1 });
        void clock.sleep(30_000).then(() => world.take({ relieves: 0.2 }));
      },
    });
    expect(truths(drill.events).filter((state) => state !== "cleared")).toEqual([
      "armed",
      "active",
      "detectable",
      "contained",
      "recurred",
      "contained",
    ]);
    expect(drill.summary.truth.contained).toMatchObject({ by: "players" });
    expect(drill.judgement).toMatchObject({ verdict: "pass" });
  });

  it("is found out by the batch, which goes on for ten minutes after the users are back", async () => {
    const drill = await played(hotMysql(), {
      acts: [{ atMs: 40_000, act: ({ world }) => world.take({ relieves: 0.1 }) }],
    });
    const [contained, undone] = [
      only(drill.events, "truth.changed").find(({ data }) => data.state === "contained"),
      only(drill.events, "fault.undone")[0],
    ];
    expect(undone?.data.why).toBe("ended");
    expect((undone?.at ?? 0) - (contained?.at ?? 0)).toBeGreaterThanOrEqual(600_000);
    expect((undone?.at ?? 0) - (contained?.at ?? 0)).toBeLessThanOrEqual(602_000);
  });
});

describe("the breach rule", () => {
  /** An idle drill, declared by the bot commander. */
  const idle = (timeScale = 1) => played(hotMysql({ limit: 300_000 }, { timeScale }));

  it("raises SEV 1 to SEV 0 under the same name once both services were below for two unbroken minutes", async () => {
    const { events } = await idle();
    const [declared] = only(events, "incident.declared");
    const [raised] = only(events, "incident.severity");
    const [impact] = only(events, "impact.started");
    expect(declared?.data).toMatchObject({ level: 1, name: "Fast Frog" });
    expect(raised?.data).toMatchObject({ from: 1, to: 0, automatic: true });
    const belowMs = (raised?.ex ?? 0) - (impact?.data.second ?? 0) * 1_000;
    expect(belowMs).toBeGreaterThanOrEqual(120_000);
    expect(belowMs).toBeLessThanOrEqual(122_000);
    expect(raised?.data.deadlineEx).toBe((raised?.ex ?? 0) + 900_000);
    expect(
      only(events, "message.posted").filter(
        ({ data, seq }) => seq > (raised?.seq ?? 0) && data.text.includes("SEV 0 Fast Frog"),
      ).length,
    ).toBeGreaterThan(0);
    expect(only(events, "incident.severity")).toHaveLength(1);
  });

  it("starts over when the users were well for a second in between", async () => {
    const { events } = await played(hotMysql({ limit: 300_000 }), {
      acts: [
        { atMs: 100_500, act: ({ world }) => world.take({ relieves: 0 }) },
        { atMs: 101_500, act: ({ world }) => world.take({ relieves: 1 }) },
      ],
    });
    expect(only(events, "incident.severity")[0]?.ex).toBeGreaterThanOrEqual(221_000);
  });

  it("is not applied to an incident that is contained in time", async () => {
    const { events } = await played(hotMysql(), { player: "perfect" });
    expect(only(events, "incident.severity")).toEqual([]);
  });

  it("runs by the time scale, as targets do, while users, hold and load keep their time", async () => {
    const [plain, fast] = [await idle(1), await idle(6)];
    const [declaredPlain, declaredFast] = [
      only(plain.events, "incident.declared")[0],
      only(fast.events, "incident.declared")[0],
    ];
    expect((declaredPlain?.data.deadlineEx ?? 0) - (declaredPlain?.ex ?? 0)).toBe(8 * 3_600_000);
    expect((declaredFast?.data.deadlineEx ?? 0) - (declaredFast?.ex ?? 0)).toBeCloseTo(
      (8 * 3_600_000) / 6,
      1,
    );
    const raised = only(fast.events, "incident.severity")[0];
    const belowMs =
      (raised?.ex ?? 0) - (only(fast.events, "impact.started")[0]?.data.second ?? 0) * 1_000;
    expect(belowMs).toBeGreaterThanOrEqual(20_000);
    expect(belowMs).toBeLessThanOrEqual(22_000);
    expect(raised?.data.deadlineEx).toBe((raised?.ex ?? 0) + 150_000);
    const physics = ({ events }: typeof plain) =>
      only(events, "load.bin").map(
        ({ data }) => `${data.flow} ${data.second} ${data.offered} ${data.good}`,
      );
    expect(physics(fast)).toEqual(physics(plain));
    expect(fast.summary.impact.total.percentMinutes).toBeCloseTo(
      plain.summary.impact.total.percentMinutes,
      6,
    );
  });

  it("holds a solved drill to the scaled target, and says both times", async () => {
    const { judgement } = await played(hotMysql({}, { timeScale: 6 }), { player: "perfect" });
    expect(judgement).toMatchObject({
      verdict: "pass",
      reason: expect.stringContaining("(8 h at 6x, SEV 1)"),
    });
  });

  it("fails a drill that is solved after its scaled deadline", async () => {
    const drill = await played(hotMysql({}, { timeScale: 60 }), {
      acts: [
        { atMs: 20_000, act: say("sev.declare", { level: 0 }) },
        { atMs: 60_000, act: ({ world }) => world.take({ admits: { batch: 0 } }) },
        { atMs: 100_000, act: say("sev.mitigated") },
        { atMs: 120_000, act: say("sev.resolve") },
      ],
    });
    expect(drill.summary.truth.contained?.by).toBe("players");
    expect(drill.judgement).toMatchObject({
      verdict: "fail",
      reason: expect.stringMatching(/late; target 15 s \(15 m at 60x, SEV 0\)/),
    });
  });
});

describe("a component that dies unasked", () => {
  it("is started again by its supervisor, and the drill goes on", async () => {
    const drill = await played(hotMysql(), {
      player: "perfect",
      on: (event, { world }) => {
        if (event.type === "fault.verified") world.crash("api/2");
      },
    });
    const states = only(drill.events, "component.state")
      .filter(({ data }) => data.component === "api/2")
      .map(({ data }) => data.state);
    expect(states).toEqual(["starting", "running", "exited", "running"]);
    expect(drill.stage.world.starts.get("api/2")).toBe(2);
    expect(drill.judgement.verdict).toBe("pass");
  });

  it("is started again as well when it dies while the stack still comes up", async () => {
    const drill = await played(hotMysql(), {
      player: "perfect",
      on: (event, { world }) => {
        if (
          event.type === "component.state" &&
          event.data.component === "gateway" &&
          event.data.state === "running"
        )
          world.crash("dbhop");
      },
    });
    expect(drill.stage.world.starts.get("dbhop")).toBe(2);
    expect(drill.judgement.verdict).toBe("pass");
  });

  it("stays down while a fault keeps it down: nobody revives what was killed on purpose", async () => {
    const scenario = {
      apiVersion: "gameday/v1",
      kind: "Drill",
      id: "small",
      title: "One service",
      limit: "60s",
      stack: { web: { kind: "service", program: "none" } },
      load: {
        journeys: { read: { to: "web", steps: [{ get: "/" }] } },
        flows: { users: { journey: "read", rate: 50 } },
      },
      slis: { web: { counts: ["users"], objective: 99 } },
      mustBreak: { expect: { sli: "web", below: 50 } },
      faults: { gone: { fault: "kill", target: "web" } },
    };
    const drill = await played(planOf(scenario));
    expect(drill.stage.world.starts.get("web")).toBe(2); // The second one is the undo.
    expect(drill.judgement).toMatchObject({
      verdict: "fail",
      reason: "service was not restored before the drill ended",
    });
  });
});

describe("several faults", () => {
  const scenario = (faults: Record<string, unknown>): unknown => ({
    apiVersion: "gameday/v1",
    kind: "Drill",
    id: "small",
    title: "Two services",
    limit: "10m",
    stack: { web: { kind: "service", program: "none" }, api: { kind: "service", program: "none" } },
    load: {
      journeys: { read: { to: "web", steps: [{ get: "/" }] } },
      flows: { users: { journey: "read", rate: 50 } },
    },
    slis: { web: { counts: ["users"], objective: 99 } },
    mustBreak: { expect: { sli: "web", below: 50 } },
    faults,
  });

  it("are healed with the last one first, and killed components come back in the order in which they came up", async () => {
    const stack = {
      web: { kind: "service", program: "none", needs: ["api"] },
      api: { kind: "service", program: "none", needs: ["db"] },
      db: { kind: "service", program: "none" },
    };
    const drill = await played(
      planOf({
        ...(scenario({
          db: { fault: "kill", target: "db" },
          web: { fault: "stop", target: "web" },
          first: { fault: "load-surge", with: { journey: "read", perSecond: 5 } },
          api: { fault: "kill", target: "api" },
          last: { fault: "load-surge", with: { journey: "read", perSecond: 5 } },
        }) as object),
        stack,
      }),
      { cutIdleMs: 2_000 },
    );
    expect(only(drill.events, "fault.undone").map(({ data }) => data.id)).toEqual([
      "last",
      "first",
      "db",
      "api",
      "web",
    ]);
  });

  it("do not keep a solved drill open until the last of them is due", async () => {
    const plan = planOf(
      scenario({
        now: { fault: "pause", target: "web" },
        later: { fault: "kill", target: "api", at: "5m" },
      }),
    );
    const drill = await played(plan, {
      acts: [
        { atMs: 25_000, act: say("sev.declare") },
        { atMs: 30_000, act: ({ world }) => world.turn("web", "running") },
        { atMs: 70_000, act: say("sev.mitigated") },
        { atMs: 90_000, act: say("sev.resolve") },
      ],
    });
    expect(drill.performance.ending.why).toBe("resolved");
    expect(drill.events.at(-1)?.ex).toBeLessThan(100_000);
    expect(only(drill.events, "fault.armed").map(({ data }) => data.id)).toEqual(["now"]);
    expect(drill.judgement.verdict).toBe("pass");
  });

  it("end a drill as unknown as soon as one of them does not work, without waiting for those that come later", async () => {
    const plan = planOf(
      scenario({
        now: { fault: "pause", target: "web" },
        idle: { fault: "load-surge", with: { journey: "read", perSecond: 5 }, at: "1s" },
        later: { fault: "kill", target: "api", at: "5m" },
      }),
    );
    const drill = await played(plan, {
      on: (event, stage) =>
        void (
          event.type === "fault.applied" &&
          event.data.id === "idle" &&
          stage.drill.load?.setRate("idle", 0)
        ),
    });
    expect(drill.performance.ending).toMatchObject({
      why: "gate",
      detail: "a fault could not be verified at its target",
    });
    expect(drill.events.at(-1)?.ex).toBeLessThan(60_000);
    expect(drill.judgement.verdict).toBe("unknown");
  });

  it("each end when their own time is over", async () => {
    const faults = hotFaults({ for: 60_000 });
    const drill = await played(
      hotMysql({
        faults: {
          ...faults,
          short: { fault: "pause", target: "support", at: 2_000, for: 5_000, with: {} },
        },
        limit: 120_000,
      }),
    );
    const times = Object.fromEntries(
      only(drill.events, "fault.applied").map(({ data, ex }) => [data.id, ex]),
    );
    const lasted = only(drill.events, "fault.undone").map(({ data, ex }) => [
      data.id,
      ex - (times[data.id] ?? 0),
      data.why,
    ]);
    expect(lasted).toEqual([
      ["short", 5_000, "ended"],
      ["batch", 60_000, "ended"],
    ]);
  });
});
