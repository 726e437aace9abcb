import { fail, pass, unknown, type Check } from "../finding.ts";
import { lossOf } from "./must-hold.ts";

/** A system that holds under a fault and falls when it is taken away has not held. */
export const baselineAgain: Check = {
  name: "baseline-again",
  title: "the stack was healthy again after the fault",
  role: "aside",
  run: (plan, { gates, faults, judged }) => {
    if (plan.scenario.kind !== "Test") return undefined;
    const gate = gates.find((one) => one.gate === "baseline-again");
    if (gate === undefined)
      return unknown("whether the stack was healthy again after the fault was not evaluated");
    const after = judged.find(({ of, held }) => of === "play" && held === "broken");
    const during = judged.some(({ of, held }) => of !== "play" && held !== "held");
    // Healthy again is not enough when users lost more than the objective allows on the way there.
    if (gate.met && after !== undefined && !during)
      return fail(
        `users lost too much once the faults were undone: ${after.slis
          .filter(({ inside }) => !inside)
          .map(lossOf)
          .join(", ")}`,
      );
    if (gate.met) return pass(gate.detail);
    const stuck = faults.find(({ undone, appliedMs }) => appliedMs !== null && undone?.ok !== true);
    return stuck === undefined
      ? fail(gate.detail)
      : unknown(
          `the fault "${stuck.id}" could not be undone, so whether the stack recovers is unknown`,
        );
  },
};
