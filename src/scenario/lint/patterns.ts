import { compilePattern, PatternError } from "../../kernel/pattern.ts";
import type { Path } from "../mistake.ts";
import type { Action } from "../schema.ts";
import { holes } from "../template.ts";
import { error, type Finding, type Rule } from "./rule.ts";

export const patterns: Rule = {
  doc: "Regular expressions are valid.",
  needsWhole: true,
  check: ({ scenario }) => [
    ...Object.entries(scenario.evidence).flatMap(([name, { canonical }]) =>
      judgeLog(canonical, ["evidence", name, "canonical"]),
    ),
    ...Object.entries(scenario.mitigations).flatMap(([name, { action }]) =>
      action === undefined ? [] : judgeLog(action, ["mitigations", name, "action"]),
    ),
    ...Object.entries(scenario.signals).flatMap(
      ([
        name,
        {
          probe,
          with: { matches },
        },
      ]) =>
        probe === "log-count" && typeof matches === "string"
          ? judgePattern(matches, ["signals", name, "with", "matches"])
          : [],
    ),
  ],
};

const judgeLog = (action: Action, path: Path): readonly Finding[] =>
  "log" in action ? judgePattern(action.log.matches, [...path, "log", "matches"]) : [];

export function judgePattern(pattern: string, path: Path): readonly Finding[] {
  if (holes(pattern).length > 0) return [];
  try {
    compilePattern(pattern);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof PatternError)) throw thrown;
    return [
      error({
        code: "GD-S003",
        path,
        message: `invalid regular expression: ${thrown.message}`,
        hint: "use RE2 syntax: no look-around, no back-references",
      }),
    ];
  }
}
