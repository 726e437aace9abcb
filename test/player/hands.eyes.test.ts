import { describe, expect, it } from "vitest";
import { Eyes } from "../../src/player/hands.ts";
import type { LoadBin } from "../../src/event/load.ts";
import { happens, stamp, type TimedInput } from "../support/event-builder.ts";
import { hotMysql, planOf } from "../support/simulated.ts";

const eyes = (): Eyes => new Eyes(hotMysql());
const see = (on: Eyes, ...inputs: readonly TimedInput[]): void => {
  for (const event of stamp(inputs, false)) on.see(event);
};
const bin = (flow: string, second: number, good: number, offered = 100): TimedInput => {
  const data: LoadBin = {
    flow,
    second,
    offered,
    good,
    slow: 0,
    error: offered - good,
    timeout: 0,
    unsent: 0,
    rejected: 0,
    newlyHurt: 0,
    p50: 1,
    p99: 1,
    max: 1,
    lateP99: 0,
  };
  return happens(second * 1_000, "load.bin", data);
};

describe("a scripted player's eyes", () => {
  it("see pages and what was declared, and nothing before", () => {
    const mine = eyes();
    expect([mine.paged, mine.declared]).toEqual([false, false]);
    see(
      mine,
      happens(1_000, "page.sent", { to: "tloc", text: "errors" }),
      happens(1_100, "incident.state", { state: "observed" }),
    );
    expect([mine.paged, mine.declared]).toEqual([true, false]);
    see(
      mine,
      happens(2_000, "incident.declared", {
        level: 1,
        name: "Fast Frog",
        text: "x",
        deadlineEx: null,
      }),
    );
    expect(mine.declared).toBe(true);
  });

  it("count the seconds in which every service looks good, and start over at a bad one", () => {
    const mine = eyes();
    see(mine, bin("web", 0, 100), bin("web", 1, 100));
    expect(mine.goodForSeconds).toBe(0); // Nothing is known of the other service.
    see(mine, bin("partner", 0, 100), bin("partner", 1, 100));
    expect(mine.goodForSeconds).toBe(2);
    see(mine, bin("web", 2, 100), bin("partner", 2, 99));
    expect(mine.goodForSeconds).toBe(0);
    see(mine, bin("web", 3, 100), bin("partner", 3, 100));
    expect(mine.goodForSeconds).toBe(1);
  });

  it("take a service of several flows as good or bad as all its requests together", () => {
    const plan = planOf({
      apiVersion: "gameday/v1",
      kind: "Drill",
      id: "two",
      title: "Two flows",
      stack: { web: { kind: "service", program: "none" } },
      load: {
        journeys: { read: { to: "web", steps: [{ get: "/" }] } },
        flows: { a: { journey: "read", rate: 10 }, b: { journey: "read", rate: 10 } },
      },
      slis: { web: { counts: ["a", "b"], objective: 90 } },
      faults: { freeze: { fault: "pause", target: "web" } },
    });
    const mine = new Eyes(plan);
    see(mine, bin("a", 0, 85), bin("b", 0, 100));
    expect(mine.goodForSeconds).toBe(1);
    see(mine, bin("a", 1, 70), bin("b", 1, 100));
    expect(mine.goodForSeconds).toBe(0);
  });

  it("wait for what they are told to, and stop waiting when the play is over", async () => {
    const mine = eyes();
    const over = new AbortController();
    const waiting = mine.until(() => mine.paged, over.signal);
    see(mine, happens(1_000, "page.sent", { to: "tloc", text: "errors" }));
    await expect(waiting).resolves.toBeUndefined();
    const inVain = mine.until(() => mine.state === "closed", over.signal);
    over.abort(new Error("the play is over"));
    await expect(inVain).rejects.toThrow("the play is over");
  });
});
