import { quoted } from "../mistake.ts";
import type { Scenario } from "../schema.ts";
import { unusedHere, type Rule } from "./rule.ts";

export const unused: Rule = {
  doc: "Every journey is used.",
  needsWhole: true,
  check: ({ scenario }) =>
    Object.keys(scenario.load.journeys)
      .filter((name) => !used(name, scenario))
      .map((name) =>
        unusedHere({
          path: ["load", "journeys", name],
          at: "key",
          message: `unused journey ${quoted(name)}`,
          hint: "use it in a flow or in a fault on the load",
        }),
      ),
};

function used(journey: string, { load, faults }: Scenario): boolean {
  return (
    Object.values(load.flows).some((flow) => flow.journey === journey) ||
    Object.values(faults).some(
      ({ with: { journey: first, then } }) =>
        first === journey || (Array.isArray(then) && then.includes(journey)),
    )
  );
}
