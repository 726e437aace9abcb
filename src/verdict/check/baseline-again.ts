import { fail, pass, unknown, type Check } from "../finding.ts";

/** A system that holds under a fault and falls when it is taken away has not held. */
export const baselineAgain: Check = {
  name: "baseline-again",
  title: "the stack was healthy again after the fault",
  role: "aside",
  run: (plan, { gates, faults }) => {
    if (plan.scenario.kind !== "Test") return undefined;
    const gate = gates.find((one) => one.gate === "baseline-again");
    if (gate === undefined) return unknown("it was never seen whether the stack is healthy again after the fault");
    if (gate.met) return pass(gate.detail);
    const stuck = faults.find(({ undone, appliedMs }) => appliedMs !== null && undone?.ok !== true);
    return stuck === undefined ? fail(gate.detail) : unknown(`the fault "${stuck.id}" could not be undone, so it was not seen whether the stack recovers`);
  },
};
