/**
 * A second opinion on a drill. It reads the journal's events, the plan and the access logs of what
 * users talk to, works everything out again, and says whether a pass may be believed. It shares no
 * code with what measures and judges: a mistake there is not repeated here.
 */
import type { Verdict } from "../event/drill.ts";
import type { GamedayEvent } from "../event/event.ts";
import type { Plan } from "../plan/plan.ts";
import { accessesOf } from "./access-log.ts";
import { keepBooks, type Books } from "./books.ts";
import { compareLog, type Disagreement, type Tally } from "./compare.ts";
import { drillRules } from "./drill-rules.ts";
import { cannotTell, not, type Objection } from "./finding.ts";
import { groundOf } from "./ground.ts";
import { countLog, type LogCounts } from "./log-counts.ts";
import { readEvents, type Chain } from "./read-events.ts";
import type { Stretch } from "./seconds.ts";
import { shapesOf } from "./shape.ts";
import { testRules } from "./test-rules.ts";

export interface Audit {
  readonly drill: string;
  /** The verdict that was checked. */
  readonly verdict: Verdict;
  /** May the drill pass? `cannot-tell`: nothing forbids it, and not everything could be checked. */
  readonly may: "green" | "not" | "cannot-tell";
  /**
   * Where the drill and the audit differ: a second of an SLI, or the verdict itself (`ours` is a
   * pass).
   */
  readonly disagreements: readonly (
    | Disagreement
    | {
        readonly second: number | null;
        readonly sli: string | null;
        readonly ours: "pass";
        readonly audit: "not";
      }
  )[];
  /** Why it may not, or why that is unknown; a sentence each. */
  readonly why: readonly string[];
}
export type { Disagreement, Tally };

export interface ToAudit {
  readonly drill: string;
  readonly plan: Plan;
  readonly verdict: Verdict;
}

/** Audits a run folder. Throws when it cannot read the journal. */
export async function auditFolder(
  { runFolder, ...of }: ToAudit & { readonly runFolder: string },
  journal: string,
): Promise<Audit> {
  const chain: Chain = { brokenAt: undefined };
  const keeping = keepBooks();
  let endMs = 0;
  for await (const event of readEvents(journal, chain)) {
    keeping.take(event);
    endMs = event.ex;
  }
  const changed =
    chain.brokenAt === undefined
      ? []
      : [
          not(
            `line ${chain.brokenAt} of the journal does not follow from the line before: it was changed`,
          ),
        ];
  const shapes = shapesOf(of.plan, keeping.books.values);
  const counting = countLog(of.plan, shapes, keeping.books.offsets);
  for (const component of new Set(shapes.map((shape) => shape.component))) {
    for await (const access of accessesOf(runFolder, component)) counting.take(component, access);
  }
  return conclude(of, keeping.books, {
    endMs,
    changed,
    compare: (stretch) =>
      compareLog(of.plan, keeping.books, { log: counting.counts, shapes, stretch }),
  });
}

/**
 * The same for events in memory; `log`: what the components that users talk to have counted, where
 * that is known.
 */
export function auditEvents(of: ToAudit, events: Iterable<GamedayEvent>, log?: LogCounts): Audit {
  const keeping = keepBooks();
  let endMs = 0;
  for (const event of events) {
    keeping.take(event);
    endMs = event.ex;
  }
  const { books } = keeping;
  const compare = (stretch: Stretch): ReturnType<typeof compareLog> =>
    log === undefined
      ? { disagreements: [], objections: [cannotTell("there is no access log")] }
      : compareLog(of.plan, books, { log, shapes: shapesOf(of.plan, books.values), stretch });
  return conclude(of, books, { endMs, changed: [], compare });
}

interface Rest {
  readonly endMs: number;
  readonly changed: readonly Objection[];
  readonly compare: (stretch: Stretch) => ReturnType<typeof compareLog>;
}

function conclude(
  { drill, plan, verdict }: ToAudit,
  books: Books,
  { endMs, changed, compare }: Rest,
): Audit {
  const rules =
    plan.scenario.kind === "Test"
      ? testRules(plan, books, books.healMs ?? endMs)
      : drillRules(plan, books);
  const compared =
    rules.judged === undefined ? { disagreements: [], objections: [] } : compare(rules.judged);
  const objections = [
    ...changed,
    ...groundOf(plan, books),
    ...rules.objections,
    ...compared.objections,
  ];
  const forbidding = objections.filter(({ weight }) => weight === "not");
  const unsure = objections.length > 0 ? "cannot-tell" : "green";
  const may = forbidding.length > 0 || compared.disagreements.length > 0 ? "not" : unsure;
  const [first] = forbidding;
  const onVerdict =
    verdict === "pass" && first !== undefined
      ? [
          {
            second: first.second ?? null,
            sli: first.sli ?? null,
            ours: "pass" as const,
            audit: "not" as const,
          },
        ]
      : [];
  const why = (forbidding.length > 0 ? forbidding : objections).map(({ text }) => text);
  return {
    drill,
    verdict,
    may,
    disagreements: [...onVerdict, ...compared.disagreements],
    why: [...new Set(why)],
  };
}
