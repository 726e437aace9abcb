import { describe, expect, it } from "vitest";
import { describePlan } from "../../src/wording/plan.ts";
import { planOf, rich, smallest } from "../support/plan-fixture.ts";

describe("a plan in words", () => {
  it("says what is started where, what users do, and what is broken when and undone how", async () => {
    const plan = { ...planOf(rich), incidentName: "Fast Frog" };
    await expect(describePlan(plan).join("\n")).toMatchFileSnapshot("rich.plan.txt");
  });

  it("of a Test with scaled time and of a rerun says so", () => {
    const test = describePlan(planOf(smallest, { timeScale: 6 }));
    expect(test).toContain(
      "targets and reminders run 6 times as fast; load, faults and holds do not",
    );
    expect(test).toContain("  must hold        for 45 s: every SLI within its objective");
    expect(describePlan(planOf(rich, { rerun: "index" }))).toContain(
      'a rerun with the corrective action "index" in place; done first: index',
    );
  });

  it("has parameters put into what faults take, and leaves what is yet to be measured as it is written", () => {
    const plan = planOf(smallest);
    const [fault] = plan.faults;
    if (fault === undefined) throw new Error("the smallest scenario has a fault");
    const text = describePlan({
      ...plan,
      params: { delayMs: 230 },
      faults: [{ ...fault, with: { latency: "${delayMs}ms", rate: "${heavyCapacity * 2}" } }],
    }).join("\n");
    expect(text).toContain("(latency 230ms, rate ${heavyCapacity * 2})");
  });

  it("takes the words for an undo from who knows better", () => {
    expect(describePlan(planOf(smallest), ({ target }) => `resume ${target}`).join("\n")).toContain(
      "pause on api, for 100 ms; undo: resume api",
    );
  });
});
