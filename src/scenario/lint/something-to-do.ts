import { error, type Rule } from "./rule.ts";

export const somethingToDo: Rule = {
  doc: "A scenario has at least one component, flow, SLI and fault.",
  needsWhole: true,
  check: ({ scenario }) => {
    const parts = [
      { path: ["stack"], what: "component", has: scenario.stack },
      { path: ["load", "flows"], what: "flow", has: scenario.load.flows },
      { path: ["slis"], what: "SLI", has: scenario.slis },
      { path: ["faults"], what: "fault", has: scenario.faults },
    ];
    return parts
      .filter(({ has }) => Object.keys(has).length === 0)
      .map(({ path, what }) =>
        error({
          path,
          at: "key",
          message: `there is no ${what}`,
          hint: "a drill needs at least one",
        }),
      );
  },
};
