import { compilePattern, PatternError } from "../../kernel/pattern.ts";
import type { Path } from "../mistake.ts";
import type { Accept, Action } from "../schema.ts";
import { holes } from "../template.ts";
import { error, type Finding, type Rule } from "./rule.ts";

export const patterns: Rule = {
  doc: "Regular expressions are valid, and proofs say what they accept.",
  needsWhole: true,
  check: ({ scenario }) => [
    ...Object.entries(scenario.evidence).flatMap(([name, { accept, canonical }]) => [
      ...judgeAccept(accept, ["evidence", name, "accept"]),
      ...judgeLog(canonical, ["evidence", name, "canonical"]),
    ]),
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
          ? judge(matches, ["signals", name, "with", "matches"])
          : [],
    ),
  ],
};

function judgeAccept(accept: Accept, path: Path): readonly Finding[] {
  if ("matches" in accept) return judge(accept.matches, [...path, "matches"]);
  if ("equals" in accept && accept.lines !== undefined) {
    const wrong = [
      ...judge(accept.lines.matching, [...path, "lines", "matching"]),
      ...judge(accept.lines.of, [...path, "lines", "of"]),
    ];
    if (wrong.length > 0) return wrong;
  }
  if ("equals" in accept)
    return typeof accept.atLeast === "number" && (accept.atLeast <= 0 || accept.atLeast > 1)
      ? [
          error({
            code: "GD-S003",
            path: [...path, "atLeast"],
            message: `atLeast is a share above 0 and up to 1, not ${accept.atLeast}`,
          }),
        ]
      : [];
  return accept.above === undefined && accept.below === undefined
    ? [
        error({
          code: "GD-S005",
          path,
          message: "the proof accepts anything",
          hint: "add above, below, or one of column and matches",
        }),
      ]
    : [];
}

const judgeLog = (action: Action, path: Path): readonly Finding[] =>
  "log" in action ? judge(action.log.matches, [...path, "log", "matches"]) : [];

function judge(pattern: string, path: Path): readonly Finding[] {
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
