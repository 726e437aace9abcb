import { describe, expect, it } from "vitest";
import { catalog } from "../../../src/app/scenario/catalog.ts";
import { loadScenario } from "../../../src/app/scenario/load.ts";
import { findPaths } from "../../../src/register/paths.ts";
import { simulate } from "../../../src/app/run/simulate.ts";
import type { GamedayEvent } from "../../../src/event/event.ts";
import { summarise } from "../../../src/metrics/summary.ts";
import { makePlan } from "../../../src/plan/make-plan.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { gremlin } from "../../support/organisation.ts";

const { scenario, digest } = loadScenario(
  findPaths(process.env, process.cwd()),
  "hot-mysql",
  process.cwd(),
);
const plan = (changes: Partial<typeof scenario> = {}, seed = "7f3a"): Plan =>
  makePlan({
    scenario: { ...scenario, ...changes },
    digest,
    seed,
    catalog,
    organisation: gremlin,
    runtime: { name: "sim", capabilities: new Set(["load", "mysql"]) },
  });
const detected = (events: readonly GamedayEvent[]): string[] =>
  events.flatMap((event) => (event.type === "action.detected" ? [event.data.mitigation] : []));

describe("a simulated drill", () => {
  it("gives the same journal for the same plan, to the byte", async () => {
    const runs = await Promise.all([
      simulate(plan(), { player: "perfect" }),
      simulate(plan(), { player: "perfect" }),
    ]);
    const [one, two] = runs.map(({ events }) => events.map((event) => JSON.stringify(event)));
    expect(one).toEqual(two);
    expect(one?.length).toBeGreaterThan(500);
  });

  it("is brought back by the perfect player, who blocks the customer and touches nothing else", async () => {
    const { events, performance } = await simulate(plan(), { player: "perfect" });
    expect(performance).toMatchObject({ ending: { why: "resolved" }, residue: [] });
    expect(detected(events)).toEqual(["block-customer"]);
    expect(summarise(plan(), events).truth.contained?.by).toBe("players");
  });

  it("sees both wrong turns of the wrong player, and is never contained", async () => {
    const { events } = await simulate(plan(), { player: "wrong" });
    expect(detected(events).toSorted()).toEqual(["bigger-pool", "slow-kill-loop"]);
    expect(summarise(plan(), events).truth.contained).toBeNull();
  });

  it("is not contained by people when the fault ends by itself while nobody acts", async () => {
    const faults = Object.fromEntries(
      Object.entries(scenario.faults).map(([id, fault]) => [id, { ...fault, for: 60_000 }]),
    );
    const { events } = await simulate(plan({ faults, limit: 180_000 }), { player: "idle" });
    expect(detected(events)).toEqual([]);
    expect(summarise(plan(), events).truth.contained?.by).toBe("fault-ended");
  });

  it("lasts as long as its limit says when nobody acts", async () => {
    const { events, performance } = await simulate(plan({ limit: 3_600_000 }), { player: "idle" });
    expect(performance.ending.why).toBe("limit");
    expect(events.find(({ type }) => type === "heal.started")?.ex).toBe(3_600_000);
  });
});
