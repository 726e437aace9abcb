import { pass, unknown, type Check } from "../finding.ts";

/** A drill whose symptom never came has trained no one. */
export const mustBreak: Check = {
  name: "must-break",
  title: "the expected symptom appeared",
  role: "ground",
  run: (plan, { gates }) => {
    if (plan.scenario.kind !== "Drill" || plan.scenario.mustBreak === undefined) return undefined;
    const gate = gates.find((one) => one.gate === "mustBreak");
    if (gate === undefined) return unknown("the expected symptom was not evaluated");
    return gate.met
      ? pass(gate.detail)
      : unknown(`the fault did not cause the expected symptom: ${gate.detail}`);
  },
};
