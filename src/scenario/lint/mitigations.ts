import type { Mitigation } from "../schema.ts";
import { error, warning, type Finding, type Rule } from "./rule.ts";

export const mitigations: Rule = {
  doc: "Correct mitigations say how the tool sees that they work; wrong and harmful ones how it sees them and what they cost.",
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
            message: "no correct mitigation is listed, so no scripted player can solve this drill",
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
      message: `the ${kind} mitigation "${name}" lacks the field "${field}": ${why}`,
    });
  switch (kind) {
    case "correct":
    case "partial":
      return [
        ...(verify === undefined ? [lacks("verify", "how the tool sees that it works")] : []),
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
                message: `a ${kind} mitigation is seen by verify; detect is not used`,
              }),
            ]
          : []),
      ];
    case "wrong":
    case "harmful":
      return [
        ...(detect === undefined ? [lacks("detect", "how the tool sees that it was done")] : []),
        ...(cost === undefined ? [lacks("cost", "what it costs the users")] : []),
        ...(kind === "harmful" && action !== undefined
          ? [
              error({
                path: [...path, "action"],
                at: "key",
                message: `"${name}" is harmful: the tool never performs it`,
                hint: "leave action out; detect is enough",
              }),
            ]
          : []),
      ];
    default:
      return kind satisfies never;
  }
}
