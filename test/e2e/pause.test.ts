import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import { expectNothingLeft, frozenShop, gameday, homeFor, start, type Running } from "./gameday.ts";

const home = homeFor("all");
let drill: Running;
let pid = 0;
beforeAll(async () => {
  drill = start(home, ["run", frozenShop, "--json", "--truth"]);
  pid =
    (await drill.event("component.state", ({ data }) => data.state === "running")).data.pid ?? 0;
  await drill.event("gate.checked", ({ data }) => data.gate === "mustBreak" && data.met);
  // What a person would do about it: wake the process.
  process.kill(pid, "SIGCONT");
  await drill.event("truth.changed", ({ data }) => data.state === "contained");
});

/** `T` is stopped by a signal. */
const stateOf = (process: number): string =>
  /^\d+ \(.*\) (\w)/s.exec(readFileSync(`/proc/${process}/stat`, "utf8"))?.[1] ?? "?";
const notes = (events: readonly GamedayEvent[]): readonly GamedayEvent[] =>
  events.filter(({ type }) => type === "drill.paused" || type === "drill.resumed");

describe.skipIf(process.platform !== "linux")(
  "a drill that is paused from a second terminal",
  () => {
    it("stands still, process by process, says so to whoever asks, and takes no second pause", async () => {
      const answer = await gameday(home, ["pause", "a fire alarm"]);
      expect(answer).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^paused; it resumes automatically after 10 m/),
        stderr: expect.stringContaining("gameday unpause"),
      });
      expect(stateOf(pid)).toBe("T");
      expect(await gameday(home, ["status"])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("The drill is paused."),
      });
      expect(await gameday(home, ["pause"])).toMatchObject({
        code: 64,
        stderr: expect.stringContaining("GD-C005  the drill is paused already"),
      });
    });

    it("goes on where it was: the users have lost nothing and no second was written down in between", async () => {
      expect(await gameday(home, ["unpause"])).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^resumed after /),
      });
      expect(stateOf(pid)).not.toBe("T");
      const resumed = await drill.event("drill.resumed");
      await drill.event("load.bin", ({ data }) => data.second > resumed.ex / 1_000 + 2);
      // The journal itself is sealed while somebody plays; with --truth everything is told.
      const events = drill.lines
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as GamedayEvent);
      const [paused] = notes(events);
      // The clock stood still for as long as the commands in between took, save for the draining.
      expect(resumed.mono - (paused?.mono ?? 0)).toBeGreaterThan(
        resumed.ex - (paused?.ex ?? 0) + 300,
      );
      const after = events.filter(
        (event) =>
          event.type === "load.bin" &&
          event.seq > resumed.seq &&
          event.data.second > resumed.ex / 1_000 + 1,
      );
      expect(after.length).toBeGreaterThan(0);
      expect(
        after.every(
          ({ data }) => "good" in data && "offered" in data && data.good === data.offered,
        ),
      ).toBe(true);
      expect(
        events.some(
          ({ type, data }) =>
            type === "truth.changed" && "state" in data && data.state === "recurred",
        ),
      ).toBe(false);
    });

    it("heals as ever when it is stopped in a pause", async () => {
      expect(await gameday(home, ["pause"])).toMatchObject({ code: 0 });
      expect(await gameday(home, ["stop"])).toMatchObject({ code: 0 });
      await drill.ended;
      await expectNothingLeft(home);
    });
  },
);
