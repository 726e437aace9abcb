import { pass, unknown, type Check } from "../finding.ts";

/** A drill whose symptom never came drilled nobody. */
export const mustBreak: Check = {
  name: "must-break",
  title: "the promised symptom appeared",
  role: "ground",
  run: (plan, { gates }) => {
    if (plan.scenario.kind !== "Drill" || plan.scenario.mustBreak === undefined) return undefined;
    const gate = gates.find((one) => one.gate === "mustBreak");
    if (gate === undefined)
      return unknown("it was never seen whether the promised symptom appears");
    return gate.met
      ? pass(gate.detail)
      : unknown(`the fault did not hurt as promised: ${gate.detail}`);
  },
};
