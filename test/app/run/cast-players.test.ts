import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../../src/event/event.ts";
import { hotFaults, hotMysql, only, played, truths, type Played } from "../../support/simulated.ts";

const loss = ({ summary }: Played): number => summary.impact.total.percentMinutes;
const done = ({ summary }: Played): readonly string[] =>
  summary.mitigations.map(({ mitigation }) => mitigation);

/** Everything but the calendar, and the hash that covers it. */
const timeless = (events: readonly GamedayEvent[]): readonly string[] =>
  events.map((event) => JSON.stringify({ ...event, wall: "", prev: "" }));

describe("hot-mysql on the simulated stack", () => {
  it.each([["block-customer"], ["kill-loop"], ["index"]])(
    "passes when the perfect player does %s, and truth says who helped",
    async (mitigation) => {
      const drill = await played(hotMysql(), { player: "perfect", mitigations: [mitigation] });
      expect(drill.judgement).toMatchObject({ verdict: "pass" });
      expect(drill.summary.truth.contained).toMatchObject({ by: "players" });
      expect(done(drill)).toEqual([mitigation]);
      expect(drill.summary.evidence.filter(({ proved }) => proved !== null)).toHaveLength(
        Object.keys(drill.plan.scenario.evidence).length,
      );
      expect(drill.summary.incident?.claims.map(({ premature }) => premature)).toEqual([false]);
    },
  );

  it("passes with what the scenario itself gives to the perfect player", async () => {
    const drill = await played(hotMysql(), { player: "perfect" });
    expect(drill.judgement.verdict).toBe("pass");
    expect(done(drill)).toEqual(hotMysql().scenario.players.perfect);
  });

  it("fails when nobody acts, until its limit or cut short", async () => {
    const [cut, whole] = [
      await played(hotMysql(), { cutIdleMs: 30_000 }),
      await played(hotMysql()),
    ];
    expect([cut.performance.ending.why, whole.performance.ending.why]).toEqual([
      "decided",
      "limit",
    ]);
    for (const { judgement, summary } of [cut, whole]) {
      expect(judgement).toMatchObject({
        verdict: "fail",
        reason: "service was not restored before the drill ended",
      });
      expect(summary.impact.open).toBe(true);
    }
    expect(loss(whole)).toBeGreaterThan(loss(cut));
  });

  it("costs the users more in the hands of the wrong player, who is never done", async () => {
    const [perfect, wrong] = [
      await played(hotMysql(), { player: "perfect" }),
      await played(hotMysql(), { player: "wrong" }),
    ];
    expect(wrong.judgement.verdict).toBe("fail");
    expect(wrong.summary.truth.contained).toBeNull();
    expect(loss(wrong)).toBeGreaterThan(loss(perfect));
    expect(wrong.summary.wrongTurns.map(({ mitigation }) => mitigation).toSorted()).toEqual(
      hotMysql().scenario.players.wrong.toSorted(),
    );
    expect(wrong.summary.score?.points).toBeLessThan(perfect.summary.score?.points ?? 0);
  });

  it("records the wrong player's claim as premature", async () => {
    const { events } = await played(hotMysql(), { player: "wrong" });
    expect(
      only(events, "incident.state").find(({ data }) => data.state === "mitigated")?.data.premature,
    ).toBe(true);
  });

  it("is not cut off while the users look well: their hold decides", async () => {
    const drill = await played(hotMysql(), {
      player: "wrong",
      on: (event, { world, clock }) => {
        // A colleague helps, ten seconds before the wrong player's verdict would be certain.
        if (event.type === "incident.state" && event.data.state === "mitigated")
          void clock.sleep(20_000).then(() => world.take({ relieves: 0 }));
      },
    });
    expect(drill.summary.truth.contained).toMatchObject({ by: "players" });
    expect(drill.performance.ending.why).toBe("decided");
  });

  it("is not won by a player who acts when the fault has ended by itself", async () => {
    const drill = await played(hotMysql({ faults: hotFaults({ for: 12_000 }), limit: 180_000 }), {
      player: "perfect",
    });
    expect(drill.summary.truth.contained?.by).toBe("fault-ended");
    expect(drill.judgement).toMatchObject({
      verdict: "fail",
      reason: expect.stringContaining("only because the fault ended"),
    });
  });

  it("tells the same story for the same seed, whatever the calendar says", async () => {
    const [one, two] = [
      await played(hotMysql(), { player: "perfect", wallMs: 0 }),
      await played(hotMysql(), { player: "perfect", wallMs: 1_900_000_000_000 }),
    ];
    expect(timeless(one.events)).toEqual(timeless(two.events));
    expect(one.events[0]?.wall).not.toBe(two.events[0]?.wall);
  });

  it("holds as a Test with the index in place", async () => {
    const drill = await played(hotMysql({}, { rerun: "index" }));
    expect(drill.judgement).toMatchObject({ verdict: "pass" });
    expect(drill.performance.ending.why).toBe("held");
    expect(drill.summary.gates.map(({ gate, met }) => `${gate} ${met}`)).toEqual([
      "baseline true",
      "mustHold true",
      "baseline-again true",
    ]);
    expect(only(drill.events, "incident.declared")).toEqual([]);
  });

  it("is solved by the perfect player whatever the seed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 8 }),
        fc.constantFrom("block-customer", "kill-loop", "index"),
        async (seed, mitigation) => {
          const drill = await played(hotMysql({}, { seed }), {
            player: "perfect",
            mitigations: [mitigation],
          });
          expect(drill.judgement.verdict).toBe("pass");
          expect(truths(drill.events)).toEqual([
            "armed",
            "active",
            "detectable",
            "contained",
            "cleared",
          ]);
        },
      ),
      { numRuns: 25 },
    );
  });
});
