import { upOrder } from "../order.ts";
import { error, type Rule } from "./rule.ts";

export const startable: Rule = {
  doc: "There are no circular dependencies in starting and measuring.",
  needsWhole: true,
  check: ({ scenario }) => {
    const found = upOrder(scenario);
    if (!("stuck" in found)) return [];
    const [first = ""] = found.stuck;
    const path = Object.hasOwn(scenario.stack, first) ? ["stack", first] : ["calibrate", first];
    return [
      error({
        path,
        at: "key",
        message: `circular dependency: ${found.stuck.join(", ")}`,
        hint: "look at `needs`, and at expressions that a calibration needs",
      }),
    ];
  },
};
