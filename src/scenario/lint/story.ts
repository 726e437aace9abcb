import { warning, type Finding, type Rule } from "./rule.ts";

export const story: Rule = {
  doc: "A Drill has a root cause and evidence that leads to it.",
  needsWhole: true,
  check: ({ scenario: { kind, rootCause, evidence } }) => {
    if (kind !== "Drill") return [];
    const findings: Finding[] = [];
    if (Object.keys(evidence).length === 0)
      findings.push(
        warning({
          path: ["evidence"],
          at: "key",
          message: "there is no evidence to find",
          hint: "evidence makes the difference between a cause and a guess",
        }),
      );
    if (rootCause === undefined)
      findings.push(
        warning({
          path: ["rootCause"],
          at: "key",
          message: "rootCause is missing",
          hint: "rootCause: { category: …, trigger: …, cause: …, evidence: […] }",
        }),
      );
    else if (rootCause.evidence.length === 0 && Object.keys(evidence).length > 0)
      findings.push(
        warning({
          path: ["rootCause"],
          at: "key",
          message: "no evidence leads to the root cause",
          hint: "rootCause.evidence lists the findings that prove it",
        }),
      );
    return findings;
  },
};
