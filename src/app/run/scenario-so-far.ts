import type { Drill } from "../../engine/drill.ts";
import type { Scenario } from "../../plan/plan.ts";

/** Set once the machine is measured; questions before that are answered from the plan. */
export function scenarioSoFar({ state, plan }: Pick<Drill, "state" | "plan">): Scenario {
  return state.live?.scenario ?? plan.scenario;
}
