import { pass, unknown, type Check } from "../finding.ts";

/** What is unhealthy before the fault says nothing about the fault. */
export const baseline: Check = {
  name: "baseline",
  title: "the stack was healthy before the fault",
  role: "ground",
  run: (_plan, { gates }) => {
    const gate = gates.find((one) => one.gate === "baseline");
    if (gate === undefined)
      return unknown("whether the stack was healthy before the fault was not evaluated");
    return gate.met ? pass(gate.detail) : unknown(gate.detail);
  },
};
