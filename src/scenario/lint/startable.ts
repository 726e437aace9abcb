import { upOrder } from "../order.ts";
import { error, type Rule } from "./rule.ts";

export const startable: Rule = {
  doc: "There is an order in which everything can be started and measured.",
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
        message: `these wait for each other: ${found.stuck.join(", ")}`,
        hint: "look at `needs`, and at expressions in what a calibration needs first",
      }),
    ];
  },
};
