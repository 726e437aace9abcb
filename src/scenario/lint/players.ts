import type { Mitigation, Scenario } from "../schema.ts";
import { error, warning, type Finding, type Rule } from "./rule.ts";

export const players: Rule = {
  doc: "The perfect player takes correct mitigations, the wrong one wrong ones, and each has an action.",
  needsWhole: true,
  check: ({ scenario }) => {
    const findings = [
      ...judge("perfect", "correct", scenario),
      ...judge("wrong", "wrong", scenario),
    ];
    const { perfect } = scenario.players;
    const solvable = Object.values(scenario.mitigations).some(({ kind }) => kind === "correct");
    if (scenario.kind === "Drill" && perfect.length === 0 && solvable)
      findings.push(
        warning({
          path: ["players"],
          at: "key",
          message: "the perfect player has nothing to do, so --autopilot cannot pass",
          hint: "players: { perfect: [NAME] }",
        }),
      );
    return findings;
  },
};

function judge(
  player: "perfect" | "wrong",
  kind: Mitigation["kind"],
  { players: cast, mitigations }: Scenario,
): Finding[] {
  return cast[player].flatMap((name, index) => {
    const mitigation = Object.hasOwn(mitigations, name) ? mitigations[name] : undefined;
    const path = ["players", player, index];
    if (mitigation === undefined) return [];
    if (mitigation.kind !== kind)
      return [
        error({
          path,
          message: `"${name}" is ${mitigation.kind}; the ${player} player takes ${kind} mitigations`,
        }),
      ];
    return mitigation.action === undefined
      ? [
          error({
            path,
            message: `"${name}" has no action that a player could take`,
            hint: "give it one of sql, http, killLoop",
          }),
        ]
      : [];
  });
}
