import { describe, expect, it } from "vitest";
import { longestPauseMs } from "../../src/engine/pause.ts";
import type { Stage } from "../support/simulated.ts";
import { only, planOf, played } from "../support/simulated.ts";

const scenario = {
  apiVersion: "gameday/v1",
  kind: "Drill",
  id: "small",
  title: "Two services",
  limit: "3m",
  hold: "10s",
  stack: { web: { kind: "service", program: "none" }, api: { kind: "service", program: "none" } },
  load: {
    journeys: {
      read: { to: "web", steps: [{ get: "/" }] },
      call: { to: "api", steps: [{ get: "/" }] },
    },
    flows: { users: { journey: "read", rate: 50 }, partners: { journey: "call", rate: 20 } },
  },
  slis: { web: { counts: ["users"], objective: 99 }, api: { counts: ["partners"], objective: 99 } },
  baseline: { for: "5s" },
  mustBreak: { expect: { sli: "web", below: 50 } },
  faults: { freeze: { fault: "pause", target: "web" } },
};
const ana = { id: "ana", kind: "person", roles: ["tloc"] } as const;
const pause = ({ control }: Stage, why = "a fire alarm") =>
  control.as(ana)("pause", { reason: why });
const unpause = ({ control }: Stage) => control.as(ana)("unpause", {});

describe("a paused drill", () => {
  it("stands still for everybody: load, clock, stack; and goes on where it was", async () => {
    const states: string[] = [];
    const look =
      (when: string) =>
      async ({ ports, drill }: Stage) =>
        void states.push(
          `${when}: web ${await ports.runtime.power.state("web")}, api ${await ports.runtime.power.state("api")}, ${Math.round(drill.exMs() / 1_000)} s`,
        );
    const { events, summary } = await played(planOf(scenario), {
      player: "person",
      acts: [
        { atMs: 60_000, act: pause },
        { atMs: 70_000, act: look("in the pause") },
        { atMs: 110_000, act: look("still") },
        { atMs: 123_000, act: unpause },
        { atMs: 130_000, act: look("after") },
      ],
    });
    // web is paused by the fault, before and after.
    expect(states).toEqual([
      "in the pause: web paused, api paused, 63 s",
      "still: web paused, api paused, 63 s",
      "after: web paused, api running, 70 s",
    ]);
    expect(
      [...only(events, "drill.paused"), ...only(events, "drill.resumed")].map(
        ({ type, data, by }) => ({ type, data, by: by.id }),
      ),
    ).toEqual([
      { type: "drill.paused", data: { why: "a fire alarm" }, by: "ana" },
      { type: "drill.resumed", data: { pausedMs: 63_000 }, by: "ana" },
    ]);
    expect(summary.drill.lengthMs / 1_000).toBeCloseTo(180, -1);
    expect(summary.ended?.why).toBe("limit");
  });

  it("costs the users nothing: seconds around it are left out, and the impact is that of a drill without it", async () => {
    const [whole, paused] = [
      await played(planOf(scenario), { player: "person" }),
      await played(planOf(scenario), {
        player: "person",
        acts: [
          { atMs: 60_000, act: pause },
          { atMs: 200_000, act: unpause },
        ],
      }),
    ];
    const api = paused.summary.impact.services.find(({ sli }) => sli === "api");
    expect(api?.wholeDrill).toMatchObject({ lost: 0 });
    const [a = 0, b = 0] = [whole, paused].map(
      ({ summary }) => summary.impact.services.find(({ sli }) => sli === "web")?.percentMinutes,
    );
    // At most the draining seconds and the two that are left out: five of them, at 100 %.
    expect(a - b).toBeGreaterThanOrEqual(0);
    expect(a - b).toBeLessThanOrEqual(500 / 60 + 1e-6);
  });

  it("goes on with extra load at its rate", async () => {
    const surge = {
      ...scenario,
      mustBreak: { expect: { flow: "more", share: "good", atLeast: 0 } },
      faults: { more: { fault: "load-surge", with: { journey: "call", perSecond: 7 } } },
    };
    const rates: number[] = [];
    const rate = ({ drill }: Stage) => void rates.push(drill.load?.rates()["more"] ?? 0);
    await played(planOf(surge), {
      player: "person",
      acts: [
        { atMs: 50_000, act: rate },
        { atMs: 60_000, act: pause },
        { atMs: 80_000, act: rate },
        { atMs: 100_000, act: unpause },
        { atMs: 110_000, act: rate },
      ],
    });
    expect(rates).toEqual([7, 7, 7]);
  });

  it("goes on by itself when its pauses have taken all their time together", async () => {
    const { events } = await played(planOf(scenario), {
      player: "person",
      acts: [{ atMs: 60_000, act: pause }],
    });
    const [begun] = only(events, "drill.paused");
    const [over] = only(events, "drill.resumed");
    expect(over).toMatchObject({ by: { kind: "engine" }, data: { pausedMs: 603_000 } });
    expect((over?.mono ?? 0) - (begun?.mono ?? 0)).toBeCloseTo(longestPauseMs + 3_000, -3);
  });

  it("is healed as any other when it is interrupted: the stack wakes up first", async () => {
    const abort = new AbortController();
    const { performance, stage, events } = await played(planOf(scenario), {
      player: "person",
      signal: abort.signal,
      acts: [
        { atMs: 60_000, act: pause },
        { atMs: 90_000, act: () => abort.abort(new Error("interrupted")) },
      ],
    });
    expect(performance).toMatchObject({ residue: [], ending: { why: "interrupted" } });
    expect(only(events, "heal.step")[0]?.data).toEqual({ what: "end the pause", ok: true });
    expect(only(events, "restoration.checked").flatMap(({ data }) => data.differences)).toEqual([]);
    expect(stage.world.states.size).toBe(0);
  });

  it("hears nothing from the bot that commands: it waits in exercise time", async () => {
    const { events } = await played(
      planOf({
        ...scenario,
        alerts: { errors: { when: { sli: "web", below: 50 }, text: "web is down" } },
      }),
      {
        player: "person",
        acts: [
          { atMs: 22_000, act: pause },
          { atMs: 300_000, act: unpause },
        ],
      },
    );
    const [paused] = only(events, "drill.paused").map(({ seq }) => seq);
    const [resumed] = only(events, "drill.resumed").map(({ seq }) => seq);
    const between = events.filter(
      ({ seq, ex }) => seq > (paused ?? 0) && seq < (resumed ?? 0) && ex > 26_000,
    );
    expect(between).toEqual([]);
    // It declares 20 s after the page, as it does in any drill.
    const page = only(events, "page.sent")[0]?.ex ?? 0;
    expect((only(events, "incident.declared")[0]?.ex ?? 0) - page).toBeCloseTo(20_000, -4);
  });

  it("does not come to its limit meanwhile", async () => {
    const { events } = await played(planOf(scenario), {
      player: "person",
      acts: [
        { atMs: 60_000, act: pause },
        { atMs: 400_000, act: unpause },
      ],
    });
    expect(only(events, "drill.ended")[0]?.ex).toBeGreaterThanOrEqual(180_000);
  });
});

describe("a pause is refused", () => {
  const answers = async (
    plan: unknown,
    acts: readonly { atMs: number; act: (stage: Stage) => Promise<{ text: string }> }[],
    player: "person" | "idle" = "person",
  ): Promise<string[]> => {
    const told: string[] = [];
    await played(planOf(plan), {
      player,
      acts: acts.map(({ atMs, act }) => ({
        atMs,
        act: async (stage: Stage) => void told.push((await act(stage)).text),
      })),
    });
    return told;
  };

  it("when the drill stands still already, and its end when it does not", async () => {
    expect(
      await answers(scenario, [
        { atMs: 30_000, act: unpause },
        { atMs: 60_000, act: pause },
        { atMs: 70_000, act: pause },
        { atMs: 80_000, act: unpause },
      ]),
    ).toEqual([
      "the drill is not paused",
      "paused; it resumes automatically after 10 m",
      "the drill is paused already",
      "resumed after 20 s",
    ]);
  });

  it("of a script's drill and of a Test, which do not wait", async () => {
    expect(await answers(scenario, [{ atMs: 60_000, act: pause }], "idle")).toEqual([
      "the drill cannot be paused: a script plays, and it does not wait",
    ]);
    const { mustBreak: _, ...test } = scenario;
    expect(
      await answers({ ...test, kind: "Test", mustHold: { for: "30s" } }, [
        { atMs: 20_000, act: pause },
      ]),
    ).toEqual(["this is a Test: the system must hold on its own, and no one is on call"]);
  });

  it("once the incident is resolved: nothing of it is left to be played", async () => {
    const says =
      (verb: string, args: Record<string, unknown>) =>
      ({ control }: Stage) =>
        control.as(ana)(verb, args);
    const resolved = async (stage: Stage) => {
      await says("sev.resolve", { text: "all is well" })(stage);
      return pause(stage);
    };
    expect(
      (
        await answers(scenario, [
          { atMs: 50_000, act: says("sev.declare", { text: "web is down" }) },
          { atMs: 51_000, act: says("sev.mitigated", { text: "nothing" }) },
          { atMs: 70_000, act: resolved },
        ])
      ).at(-1),
    ).toBe("the drill cannot be paused: its incident is resolved, and it comes to its end");
  });

  it("while a fault runs that ends by itself: it would end in the pause", async () => {
    const leased = { ...scenario, faults: { freeze: { ...scenario.faults.freeze, for: "90s" } } };
    expect(await answers(leased, [{ atMs: 60_000, act: pause }])).toEqual([
      "the drill cannot be paused: a fault runs that ends by itself, and it would end in the pause",
    ]);
  });
});
