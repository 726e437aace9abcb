/** One case: played, judged as every drill is, and audited. The same number gives the same case. */
import { auditEvents } from "../../src/audit/audit.ts";
import type { LogCounts, SliLog } from "../../src/audit/log-counts.ts";
import type { Verdict } from "../../src/event/drill.ts";
import { stream } from "../../src/kernel/random.ts";
import { summarise } from "../../src/metrics/summary.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { judge } from "../../src/verdict/judge.ts";
import { kinds } from "./kinds.ts";
import { playSabotaged, type Run, type TrueLoad } from "./stage.ts";
import { lostTooMuch } from "./truth.ts";

export interface Outcome {
  readonly number: number;
  readonly kind: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** What is wrong with the verdict: a pass that may not be one. */
  readonly falseGreen: string | undefined;
  /** What the auditor did not see, or saw where there was nothing. */
  readonly blindAudit: string | undefined;
  /** An undisturbed run that has another verdict than it deserves. */
  readonly undeserved: string | undefined;
  readonly undisturbed: boolean;
}

const names = Object.keys(kinds);

/** Kinds take turns, so that each part of the numbers has all of them. */
export const kindOf = (number: number): string => names[number % names.length] ?? "";

/** Plays one case. */
export async function attempt(number: number): Promise<Outcome> {
  const kind = kindOf(number);
  const seed = String(number);
  const made = kinds[kind]?.(stream(seed, "sabotage"), seed);
  if (made === undefined) throw new Error(`sabotage: there is no kind for case ${number}`);
  if ("refused" in made)
    return {
      number,
      kind,
      verdict: "unknown",
      reason: `refused: ${made.refused}`,
      falseGreen: undefined,
      blindAudit: undefined,
      undisturbed: false,
      undeserved: undefined,
    };
  const { plan, strike, never, undisturbed = false, byLogAlone = false } = made;
  const run = await playSabotaged(plan, strike);
  const { verdict, reason } = judge(plan, summarise(plan, run.events));
  const audit = auditEvents(
    { drill: "sabotaged", plan, verdict },
    run.events,
    logOf(plan, run.truth),
  );
  const forbidden = never(run);
  const isPass = verdict === "pass";
  const refused =
    audit.may === "not"
      ? `the auditor: ${audit.why[0] ?? `${audit.disagreements.length} seconds differ`}`
      : undefined;
  const falseGreen = isPass && !byLogAlone ? (forbidden ?? refused) : undefined;
  // The auditor need not know who cheated; but what users truly lost, and what was never measured,
  // it must see. Against a log it takes two requests for the lines of a program that was killed.
  const lost =
    plan.scenario.kind === "Test"
      ? lostTooMuch(plan, run, { unseen: byLogAlone ? 2 : 0 })
      : undefined;
  const blindAudit = isPass && audit.may !== "not" ? lost : undefined;
  return {
    number,
    kind,
    verdict,
    reason,
    falseGreen,
    blindAudit,
    undisturbed,
    undeserved: undisturbed ? undeserved(plan, run, verdict, strike.player ?? "idle") : undefined,
  };
}

/**
 * An undisturbed Test passes when its users truly lost no more than was promised; a Drill when its
 * player is the perfect one.
 */
function undeserved(plan: Plan, run: Run, verdict: Verdict, player: string): string | undefined {
  if (plan.scenario.kind === "Drill") {
    const due = player === "perfect" ? "pass" : "fail";
    return verdict === due ? undefined : `${verdict} where ${due} was due`;
  }
  const [strict, loose] = [lostTooMuch(plan, run), lostTooMuch(plan, run, { edge: 1 })];
  // A window that is a second longer or shorter would decide it: either is right.
  if ((strict === undefined) !== (loose === undefined))
    return verdict === "unknown" ? "unknown where pass or fail was due" : undefined;
  const due = strict === undefined ? "pass" : "fail";
  return verdict === due ? undefined : `${verdict} where ${due} was due`;
}

/** What the gateway's log would have counted. */
function logOf({ scenario }: Plan, truth: TrueLoad): LogCounts {
  const slis = new Map(
    Object.entries(scenario.slis).map(([sli, { counts }]): [string, SliLog] => {
      const log: SliLog = { good: [], bad: [], unclear: 0, lines: 0 };
      for (const flow of counts) {
        for (const [second, bin] of (truth.get(flow) ?? []).entries()) {
          if (bin === undefined) continue;
          log.good[second] = (log.good[second] ?? 0) + bin.good;
          log.bad[second] = (log.bad[second] ?? 0) + bin.offered - bin.good;
          log.lines += bin.offered;
        }
      }
      return [sli, log];
    }),
  );
  return {
    slis,
    unplaced: 0,
    lines: [...slis.values()].reduce((sum, { lines }) => sum + lines, 0),
  };
}
