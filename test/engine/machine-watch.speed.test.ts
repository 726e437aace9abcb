import { describe, expect, it } from "vitest";
import { hotMysql, only, played, type Played, type Script } from "../support/simulated.ts";

/** Other programs leave so much of the machine until the drill has come to a point. */
function noisyUntil(point: "break" | number, script: Script = {}, speed = 0.4): Promise<Played> {
  return played(hotMysql(), {
    cutIdleMs: 60_000,
    ...script,
    on: (event, { world }) => {
      if (event.type === "drill.planned") world.speed = speed;
      if (
        point === "break"
          ? event.type === "drill.phase" && event.data.phase === "steady"
          : event.at >= point
      )
        world.speed = 1;
    },
  });
}

const why = ({ judgement }: Played): string => `${judgement.verdict}: ${judgement.reason}`;

describe("given a machine that stays as it is", () => {
  it("an idle run fails, and its capacity after the drill is what it was", async () => {
    const { judgement, summary } = await played(hotMysql(), { cutIdleMs: 30_000 });
    expect(judgement.verdict).toBe("fail");
    expect(summary.machine.repeated).toMatchObject([{ when: "after-play", times: 1 }]);
    expect(judgement.findings.find(({ check }) => check === "machine")?.verdict).toBe("pass");
  });

  it("noise that stays changes nothing: what is left was measured", async () => {
    const run = await played(hotMysql(), {
      cutIdleMs: 30_000,
      on: (event, { world }) => void (event.type === "drill.planned" && (world.speed = 0.5)),
    });
    expect(run.judgement.verdict).toBe("fail");
    expect(run.summary.values["heavyCapacity"]).toBe(5);
  });

  it("measures no capacity again after a verified mitigation, which may have changed it", async () => {
    const { judgement, summary } = await played(hotMysql(), { player: "perfect" });
    expect(judgement.verdict).toBe("pass");
    expect(summary.machine.repeated).toEqual([]);
  });
});

describe("given a machine so busy that not one statement ends while it is measured", () => {
  const busy = (
    enoughMs: number,
  ): { asked: number[]; calibrate: NonNullable<Script["calibrate"]> } => {
    const asked: number[] = [];
    return {
      asked,
      calibrate: async ({ for: forMs }) => (
        asked.push(forMs),
        { value: forMs < enoughMs ? 0 : 8, detail: "a test" }
      ),
    };
  };

  it("measures for longer", async () => {
    const { asked, calibrate } = busy(20_000);
    const { summary } = await played(hotMysql(), { cutIdleMs: 30_000, calibrate });
    expect(asked.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
    expect(summary.values["heavyCapacity"]).toBe(8);
  });

  it("gives up in the end, and breaks nothing", async () => {
    const { asked, calibrate } = busy(Number.POSITIVE_INFINITY);
    const run = await played(hotMysql(), { cutIdleMs: 30_000, calibrate });
    expect(asked).toEqual([5_000, 10_000, 20_000]);
    expect(why(run)).toMatch(
      /^unknown: the drill failed: GD-R004 calibration "heavyCapacity" measured 0 per second/,
    );
    expect(only(run.events, "fault.armed")).toEqual([]);
  });
});

describe("given noise while the capacity was measured", () => {
  it("breaks nothing when it ends before the fault, and says what was measured", async () => {
    const run = await noisyUntil("break");
    expect(why(run)).toBe(
      "unknown: nothing was broken: the fault, which asks for 8.0/s, could not hurt any more, because heavyCapacity was 4.0/s when it was measured and is 10.0/s now that the machine has more to give; run it again",
    );
    expect(only(run.events, "fault.armed")).toEqual([]);
  });

  it("is not sure of a recovery that came with its end, and says by how much the machine changed", async () => {
    const run = await noisyUntil(40_000);
    expect(run.summary.truth.contained).not.toBeNull();
    expect(why(run)).toMatch(
      /^unknown: service may have come back because of the machine: the machine was 2\.5 times faster (\d+ m )?\d+ s after the fault than when its capacity was measured; the fault's margin is 2\.0$/,
    );
  });

  it.each(Array.from({ length: 25 }, (_, index) => 1_000 + 3_000 * index))(
    "never praises an idle player, nor the wrong one, when it ends at %i ms",
    async (endMs) => {
      for (const player of ["idle", "wrong"] as const)
        expect((await noisyUntil(endMs, { player })).judgement.verdict).not.toBe("pass");
    },
  );

  it("lets a machine that slows down by more than the margin blame nobody whose fix was seen to work", async () => {
    const run = await played(hotMysql(), {
      player: "perfect",
      on: (event, { world }) => {
        if (event.type === "action.detected") world.speed = 0.05;
        if (event.type === "action.detected") world.surges.set("somebody-else", 20);
      },
    });
    expect(why(run)).toMatch(/^unknown: under the fault the machine was \d+\.\d times slower/);
  });
});
