/**
 * From a summary to a verdict. Ranking, so that there is neither a false green nor a false red:
 * 1. A `ground` that is not sure (gate, verified fault, measurement, punctual load, a drill that
 * came to its own end)
 *    makes the whole *unknown*, even beside a fail: what broke may have been ours.
 * 2. Otherwise one *fail* makes it fail.
 * 3. Otherwise one *unknown* makes it unknown; a check that crashes is unknown, in its own role.
 * 4. *Pass* needs the question itself answered by a pass: a drill without a question never
 * passes.
 */
import type { Verdict } from "../event/drill.ts";
import type { Summary } from "../metrics/summary.ts";
import type { Plan } from "../plan/plan.ts";
import type { Check, Finding, FindingCode } from "./finding.ts";
import { checks as allChecks } from "./index.ts";
import { messageOf } from "../kernel/message-of.ts";

export interface Judgement {
  readonly verdict: Verdict;
  /** One plain sentence: the finding that decided. */
  readonly reason: string;
  /** Of that finding. */
  readonly code?: FindingCode;
  readonly findings: readonly Finding[];
  /** A finding says that the tool is wrong. */
  readonly bug?: true;
}

/** Judges a drill; `checks` are all that there are unless given. */
export function judge(
  plan: Plan,
  summary: Summary,
  checks: readonly Check[] = allChecks,
): Judgement {
  const judged = checks.flatMap((check) => {
    const finding = ask(check, plan, summary);
    return finding === undefined ? [] : [{ check, finding }];
  });
  const findings = judged.map(({ finding }) => finding);
  const first = (verdict: Verdict, role?: Check["role"]): Finding | undefined =>
    judged.find(
      ({ check, finding }) =>
        finding.verdict === verdict && (role === undefined || check.role === role),
    )?.finding;
  const decided =
    first("unknown", "ground") ??
    first("fail", "question") ??
    first("fail") ??
    first("unknown") ??
    first("pass", "question");
  if (decided === undefined)
    return { verdict: "unknown", reason: "this drill had no question to answer", findings };
  return {
    verdict: decided.verdict,
    reason: decided.text,
    ...(decided.code !== undefined && { code: decided.code }),
    findings,
    ...(findings.some((finding) => finding.bug === true) ? { bug: true } : {}),
  };
}

function ask(check: Check, plan: Plan, summary: Summary): Finding | undefined {
  const { name, title } = check;
  try {
    const answer = check.run(plan, summary);
    return answer === undefined ? undefined : { check: name, title, ...answer };
  } catch (error) {
    return {
      check: name,
      title,
      verdict: "unknown",
      text: `this check crashed: ${messageOf(error)}`,
    };
  }
}
