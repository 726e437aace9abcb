import { checkSets } from "../rerun.ts";
import { error, warning, type Rule } from "./rule.ts";

export const corrective: Rule = {
  doc: "A rerun changes existing parts and starts with available actions; at least one corrective action has a rerun.",
  needsWhole: true,
  check: ({ scenario }) => {
    const findings = Object.entries(scenario.corrective).flatMap(([name, { rerun }]) => {
      if (rerun === undefined) return [];
      const path = ["corrective", name, "rerun"];
      const idle = Object.keys(rerun.set).length === 0 && rerun.first.length === 0;
      return [
        ...checkSets(scenario, rerun).map((mistake) =>
          error({ ...mistake, path: [...path, "set", ...mistake.path] }),
        ),
        ...rerun.first.flatMap((mitigation, index) => {
          const found = scenario.mitigations[mitigation];
          return found !== undefined && found.action === undefined
            ? [
                error({
                  path: [...path, "first", index],
                  message: `"${mitigation}" has no action that could be taken before the fault`,
                }),
              ]
            : [];
        }),
        ...(idle
          ? [
              error({
                path,
                at: "key",
                message: `the rerun of "${name}" changes nothing`,
                hint: "give it set: { stack.COMPONENT.config.FIELD: VALUE } or first: [MITIGATION]",
              }),
            ]
          : []),
      ];
    });
    const none =
      scenario.kind === "Drill" &&
      !Object.values(scenario.corrective).some(({ rerun }) => rerun !== undefined);
    return none
      ? [
          ...findings,
          warning({
            path: ["corrective"],
            at: "key",
            message: "no corrective action can be proven by a rerun",
            hint: "corrective: { NAME: { text: …, rerun: { set: { stack.COMPONENT.config.FIELD: VALUE } } } }",
          }),
        ]
      : findings;
  },
};
