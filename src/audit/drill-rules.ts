/** A Drill: users were affected, people restored service in time, and it lasted. */
import { plural } from "../kernel/plural.ts";
import type { Plan } from "../plan/plan.ts";
import type { Books } from "./books.ts";
import { not, type Objection } from "./finding.ts";
import { generatorOf } from "./generator.ts";
import { rounding } from "./ground.ts";
import { objectivesOf, type Promised } from "./promise.ts";
import { over, type Stretch } from "./seconds.ts";

/**
 * What forbids that a Drill passes, and the stretch that was judged: from the first fault to the
 * end of the hold.
 */
export function drillRules(
  plan: Plan,
  books: Books,
): { readonly objections: readonly Objection[]; readonly judged: Stretch | undefined } {
  const slis = objectivesOf(plan);
  const armed = [...books.faults.values()].map(({ armedMs }) => armedMs);
  const last = books.truths.findLast(({ state }) => state === "contained" || state === "recurred");
  if (armed.length === 0) return { objections: [], judged: undefined };
  const from = Math.floor(Math.min(...armed) / 1_000);
  if (last === undefined)
    return {
      objections: [not("the journal does not say that the service was restored")],
      judged: undefined,
    };
  const at = Math.floor(last.atMs / 1_000);
  if (last.state === "recurred")
    return {
      objections: [
        not("users were affected again, and the service was not restored after that", {
          second: at,
        }),
      ],
      judged: undefined,
    };
  const hold = { from: at, to: at + Math.max(1, Math.ceil(plan.scenario.hold / 1_000)) };
  const judged = { from, to: hold.to };
  const leftOut = besidePauses(books);
  return {
    judged,
    objections: [
      ...affected(books, slis, { from, to: at }),
      ...slis.flatMap((sli) => held(books, sli, hold, leftOut)),
      ...whose(books, last.by, hold, waitedMs(plan, books, slis, at)),
      ...inTime(books, last.atMs),
      ...unmeasured(books, slis, judged, leftOut),
      ...generatorOf(plan, books, judged, leftOut),
    ],
  };
}

const bins = ({ flows }: Books, { counts }: Promised): Parameters<typeof over>[0] =>
  counts.map((flow) => flows.get(flow));

function affected(
  books: Books,
  slis: readonly Promised[],
  { from, to }: Stretch,
): readonly Objection[] {
  for (let second = from; second < to; second += 1) {
    const below = slis.some((sli) => {
      const { offered, good } = over(bins(books, sli), { from: second, to: second + 1 });
      return good < (sli.least / 100) * offered - rounding;
    });
    if (below) return [];
  }
  return [
    not(
      "no SLI was below its objective between the first fault and the moment that is called restored",
      { second: to },
    ),
  ];
}

function held(
  books: Books,
  sli: Promised,
  hold: Stretch,
  leftOut: ReadonlySet<number>,
): readonly Objection[] {
  const at = { sli: sli.sli, second: hold.from };
  const { offered, good, missing } = over(bins(books, sli), hold);
  if (missing.some((second) => !leftOut.has(second)))
    return [not(`${sli.sli} was not measured in every second of the hold`, at)];
  if (offered === 0) return [not(`no requests to ${sli.sli} during the hold`, at)];
  return good >= (sli.least / 100) * offered - rounding
    ? []
    : [
        not(
          `${sli.sli} lost ${offered - good} of ${offered} ${plural(offered, "request")} during the hold; ${sli.least} % were to be good`,
          at,
        ),
      ];
}

/**
 * Players restored the service if one of them acted: before it was restored, or for a mitigation,
 * before its effect was seen.
 */
function whose(
  { deeds, impactMs = 0 }: Books,
  by: string | undefined,
  hold: Stretch,
  waitMs: number,
): readonly Objection[] {
  if (by !== "players")
    return [
      not(`the service was not restored by players${by === undefined ? "" : `: ${by}`}`, {
        second: hold.from,
      }),
    ];
  const until = { change: (hold.from + 1) * 1_000 + waitMs, mitigation: hold.to * 1_000 + signMs };
  return deeds.some(({ what, sinceMs, atMs }) => atMs >= impactMs && sinceMs <= until[what])
    ? []
    : [
        not("the service was restored, and nothing that anybody did is on record before it", {
          second: hold.from,
        }),
      ];
}

/**
 * How long after a second its requests may still have waited for an action of the players: as
 * long as its slowest response, and never longer than the journey's timeout. Milliseconds.
 */
function waitedMs(
  { scenario: { load } }: Plan,
  books: Books,
  slis: readonly Promised[],
  second: number,
): number {
  const slowest = Math.max(
    0,
    ...slis
      .flatMap((sli) => bins(books, sli))
      .map((flow) => flow?.max[second] ?? Number.POSITIVE_INFINITY),
  );
  const patience = Math.max(
    0,
    ...Object.values(load.flows).map(({ journey }) =>
      (load.journeys[journey]?.steps ?? []).reduce((sum, { timeout }) => sum + timeout, 0),
    ),
  );
  return Math.min(patience, slowest + toldMs);
}

/** An action is recorded only when it is done. Milliseconds. */
const toldMs = 2_000;

/**
 * The sign of a mitigation may be a share over some seconds, and its requests take their time.
 * Milliseconds.
 */
const signMs = 30_000;

/** The deadline in force is the one of the last severity that was declared by then. */
function inTime({ deadlines }: Books, atMs: number): readonly Objection[] {
  const deadlineMs = deadlines.findLast((one) => one.atMs <= atMs)?.deadlineMs ?? null;
  return deadlineMs === null || atMs <= deadlineMs
    ? []
    : [
        not(
          `the service was restored ${Math.round((atMs - deadlineMs) / 1_000)} s after the deadline`,
          { second: Math.floor(atMs / 1_000) },
        ),
      ];
}

/** One second in a hundred at most, where no pause explains it. */
function unmeasured(
  books: Books,
  slis: readonly Promised[],
  judged: Stretch,
  leftOut: ReadonlySet<number>,
): readonly Objection[] {
  return slis.flatMap((sli) => {
    const missing = over(bins(books, sli), judged).missing.filter((second) => !leftOut.has(second));
    const [first] = missing;
    return first === undefined || missing.length <= (judged.to - judged.from) / 100
      ? []
      : [
          not(`${sli.sli} was not measured in ${missing.length} of ${judged.to - judged.from} s`, {
            sli: sli.sli,
            second: first,
          }),
        ];
  });
}

/**
 * A pause first lets the requests end that are under way, up to three seconds, and after it the
 * stack wakes up.
 */
function besidePauses({ pauses }: Books): ReadonlySet<number> {
  return new Set(
    pauses.flatMap((ms) => [-4, -3, -2, -1, 0, 1].map((beside) => Math.floor(ms / 1_000) + beside)),
  );
}
