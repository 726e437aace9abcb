import type { LoadBin } from "../../src/event/load.ts";
import { describe, expect, test } from "vitest";
import type { LoadDriver, LoadOptions } from "../../src/load/load.ts";
import { only, planOf, played, type Played } from "../support/simulated.ts";

/**
 * A system that nothing happens to while its one replica of two is frozen: whoever asks is served.
 */
const steady = planOf({
  apiVersion: "gameday/v1",
  id: "steady",
  title: "A service beside the fault",
  kind: "Test",
  stack: { web: { kind: "service", program: "none" }, other: { kind: "service", program: "none" } },
  load: {
    journeys: { read: { to: "web", steps: [{ get: "/" }] } },
    flows: { users: { journey: "read", rate: 50 } },
  },
  slis: { web: { counts: ["users"], objective: 99 } },
  baseline: { for: "8s" },
  mustHold: { for: "60s" },
  faults: { freeze: { fault: "pause", target: "other" } },
});

/** A driver whose bins pass through somebody's hands. */
const through =
  (hands: (bin: LoadBin, options: LoadOptions) => readonly LoadBin[]) =>
  (driver: LoadDriver): LoadDriver => ({
    ...driver,
    start: (options) =>
      driver.start({ ...options, onBin: (bin) => hands(bin, options).forEach(options.onBin) }),
  });
const play = (hands: (bin: LoadBin, options: LoadOptions) => readonly LoadBin[]): Promise<Played> =>
  played(steady, { load: through(hands) });
const share = (bin: LoadBin, of: number): LoadBin => ({
  ...bin,
  offered: Math.round(bin.offered * of),
  good: Math.round(bin.good * of),
});

describe("a generator that does not send what it should makes a Test that holds unknown", () => {
  test("when nothing is let down, the Test passes and nothing is said of the generator", async () => {
    const { judgement, events } = await play((bin) => [bin]);
    expect(judgement).toMatchObject({ verdict: "pass" });
    expect(
      events.filter(
        ({ type }) => type === "load.short" || type === "load.stalled" || type === "load.ended",
      ),
    ).toEqual([]);
  });

  test("when it halves, at the second in which it did", async () => {
    const { judgement, events } = await play((bin) => [bin.second < 30 ? bin : share(bin, 0.5)]);
    expect(judgement).toMatchObject({
      verdict: "unknown",
      reason: expect.stringMatching(
        /^the load generator of users did not send \d+ of \d+ requests$/,
      ),
    });
    expect(only(events, "load.short")[0]).toMatchObject({
      at: 30_000,
      data: { flow: "users", second: 30, due: 50, sent: 25 },
    });
  });

  test("when it is empty: seconds in which nothing was sent although something was due", async () => {
    const { judgement } = await play((bin) => [bin.second === 30 ? share(bin, 0) : bin]);
    expect(judgement).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("did not send 50 of"),
    });
  });

  test("when it stands still and never comes back", async () => {
    const { judgement, events } = await play((bin) => (bin.second < 30 ? [bin] : []));
    expect(judgement).toMatchObject({
      verdict: "unknown",
      reason: "the load generator of users stopped sending 22 s after the fault",
    });
    expect(only(events, "load.stalled").map(({ at, data }) => [at, data.second])).toEqual([
      [30_000, 30],
    ]);
  });

  test("when it stands still for a while: seconds that never came are not seconds in which nothing was due", async () => {
    const { judgement, events } = await play((bin) =>
      bin.second < 30 || bin.second >= 40 ? [bin] : [],
    );
    expect(judgement).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("did not send 500 of"),
    });
    expect(only(events, "load.stalled").map(({ data }) => data.second)).toEqual([30]);
  });

  test("when it ends, with how", async () => {
    let ended = false;
    const { judgement, events } = await play((bin, { onEnded }) => {
      if (bin.second < 30) return [bin];
      if (!ended)
        onEnded?.({
          flow: "users",
          second: 30,
          how: "stopped",
          why: "it was killed by SIGKILL",
          ranMs: 29_000,
        });
      ended = true;
      return [];
    });
    expect(judgement).toMatchObject({
      verdict: "unknown",
      reason: "the load generator of users ended after 29 s: it was killed by SIGKILL",
    });
    expect(only(events, "load.ended")[0]?.at).toBe(30_000);
  });

  test("but what is less than 1 in 100 of the judged requests decides nothing", async () => {
    const { judgement, events } = await play((bin) => [
      bin.second === 30 ? { ...bin, offered: bin.offered - 20, good: bin.good - 20 } : bin,
    ]);
    expect(judgement).toMatchObject({ verdict: "pass" });
    expect(only(events, "load.short")[0]?.data).toEqual({
      flow: "users",
      second: 30,
      due: 50,
      sent: 30,
    });
  });

  test("and requests that hung and held the connections were lost by users: unsent is no excuse", async () => {
    const { judgement } = await play((bin) => [
      bin.second < 30 ? bin : { ...bin, good: 0, unsent: bin.offered },
    ]);
    expect(judgement).toMatchObject({ verdict: "fail" });
  });
});
