import type { Drill } from "../../engine/drill.ts";
import type { Scenario } from "../../plan/plan.ts";

/** In numbers once the machine is measured; what people ask before that is answered from the plan. */
export function scenarioSoFar({ state, plan }: Pick<Drill, "state" | "plan">): Scenario {
  return state.live?.scenario ?? plan.scenario;
}
