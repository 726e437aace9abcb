import type { Mitigation } from "../schema.ts";
import { error, warning, type Finding, type Rule } from "./rule.ts";

export const mitigations: Rule = {
  doc: "Correct mitigations have a condition that verifies them; wrong and harmful ones have a condition that detects them, and a cost.",
  needsWhole: true,
  check: ({ scenario }) => {
    const findings = Object.entries(scenario.mitigations).flatMap(([name, mitigation]) =>
      judge(name, mitigation),
    );
    const none =
      scenario.kind === "Drill" &&
      !Object.values(scenario.mitigations).some(({ kind }) => kind === "correct");
    return none
      ? [
          ...findings,
          warning({
            path: ["mitigations"],
            at: "key",
            message: "there is no correct mitigation, so no scripted player can solve this drill",
            hint: "list at least one of kind: correct with an action and verify",
          }),
        ]
      : findings;
  },
};

function judge(
  name: string,
  { kind, action, verify, detect, cost }: Mitigation,
): readonly Finding[] {
  const path = ["mitigations", name];
  const lacks = (field: string, why: string): Finding =>
    error({
      code: "GD-S005",
      path,
      at: "key",
      message: `the ${kind} mitigation "${name}" is missing the field "${field}": ${why}`,
    });
  switch (kind) {
    case "correct":
    case "partial":
      return [
        ...(verify === undefined
          ? [lacks("verify", "the condition that shows that it works")]
          : []),
        ...(action === undefined
          ? [
              warning({
                path,
                at: "key",
                message: `"${name}" has no action, so no scripted player can take it`,
              }),
            ]
          : []),
        ...(detect !== undefined
          ? [
              warning({
                path: [...path, "detect"],
                at: "key",
                message: `a ${kind} mitigation uses verify; detect has no effect`,
              }),
            ]
          : []),
      ];
    case "wrong":
    case "harmful":
      return [
        ...(detect === undefined
          ? [lacks("detect", "the condition that shows that it was done")]
          : []),
        ...(cost === undefined ? [lacks("cost", "what it costs the users")] : []),
        ...(kind === "harmful" && action !== undefined
          ? [
              error({
                path: [...path, "action"],
                at: "key",
                message: `"${name}" is harmful: Gameday never performs it`,
                hint: "omit action; detect is enough",
              }),
            ]
          : []),
      ];
    default:
      return kind satisfies never;
  }
}
