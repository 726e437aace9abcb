/** The list of lint rules. A new rule is one file here and one line below. */
import type { Mistake } from "../mistake.ts";
import type { LintContext, Rule } from "./rule.ts";

export const rules: readonly Rule[] = [];

/** Asks every rule. */
export function lint(context: LintContext): { errors: readonly Mistake[]; warnings: readonly Mistake[] } {
  const findings = rules.filter(({ needsWhole }) => needsWhole !== true || context.whole).flatMap((rule) => rule.check(context));
  return { errors: findings.filter(({ severity }) => severity === "error"), warnings: findings.filter(({ severity }) => severity === "warning") };
}
