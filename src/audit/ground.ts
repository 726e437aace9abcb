/**
 * What a pass of either kind must rest on, read from the journal: without any of it nothing that
 * was seen proves anything.
 */
import type { Plan } from "../plan/plan.ts";
import type { Books, FaultLife } from "./books.ts";
import { not, type Objection } from "./finding.ts";
import { asksAll, objectivesOf } from "./promise.ts";
import { over, type Stretch } from "./seconds.ts";

/** Everything that forbids a pass before anybody asks how the users did. */
export function groundOf(plan: Plan, books: Books): readonly Objection[] {
  return [
    ...wholeJournal(books),
    ...gates(plan, books),
    ...healthyBefore(plan, books),
    ...faultsWorked(plan, books),
    ...healed(books),
    ...contradictions(books),
  ];
}

function wholeJournal({ planned, sound, ended }: Books): readonly Objection[] {
  if (!planned) return [not("the journal does not begin with its plan")];
  if (!sound) return [not("events are missing from the journal")];
  if (ended === undefined) return [not("the journal ends before the drill does")];
  if (!["resolved", "limit", "held", "decided"].includes(ended.why))
    return [not(`the drill was cut short: ${ended.detail}`)];
  return ended.verdict === "fail" ? [not(`the drill failed: ${ended.detail}`)] : [];
}

function gates(
  { scenario: { kind } }: Plan,
  { gates: checked, thresholds }: Books,
): readonly Objection[] {
  const asked =
    kind === "Test"
      ? (["baseline", "mustHold", "baseline-again"] as const)
      : (["baseline", "mustBreak"] as const);
  const unmet = asked.flatMap((gate) => {
    const last = checked.findLast((one) => one.gate === gate);
    if (last === undefined) return [not(`the gate ${gate} was never reached`)];
    return last.met ? [] : [not(`the gate ${gate} was not met: ${last.detail}`)];
  });
  const crossed = thresholds
    .filter(({ ok }) => !ok)
    .map(({ flow, threshold, ok }) =>
      not(`the threshold ${threshold} of ${flow} was ${ok === null ? "never judged" : "crossed"}`),
    );
  return [...unmet, ...crossed];
}

/**
 * Somewhere before the first fault the SLIs were inside their objectives for as long as the
 * baseline asks.
 */
function healthyBefore({ scenario }: Plan, { flows, faults }: Books): readonly Objection[] {
  const slis = objectivesOf({ scenario });
  if (slis.length === 0 || faults.size === 0 || !asksAll(scenario.baseline.expect)) return [];
  const armed = Math.floor(Math.min(...[...faults.values()].map(({ armedMs }) => armedMs)) / 1_000);
  const seconds = Math.max(1, Math.ceil(scenario.baseline.for / 1_000));
  const isHealthy = (stretch: Stretch): boolean =>
    slis.every(({ counts, least }) => {
      const { offered, good, missing } = over(
        counts.map((flow) => flows.get(flow)),
        stretch,
      );
      return missing.length === 0 && good >= (least / 100) * offered - rounding;
    });
  for (let from = 0; from + seconds <= armed + 1; from += 1)
    if (isHealthy({ from, to: from + seconds })) return [];
  return [
    not("no stretch before the first fault was healthy for as long as the baseline asks", {
      second: armed,
    }),
  ];
}

/** Requests: far less than one, so that 99.5 % of 200 is 199. */
export const rounding = 1e-6;

function faultsWorked(
  { scenario: { kind }, faults: planned }: Plan,
  books: Books,
): readonly Objection[] {
  const { faults, healMs } = books;
  // People may end a drill before a later fault is due; a Test needs all of them.
  const due = kind === "Test" ? planned.map(({ id }) => id) : [...faults.keys()];
  if (due.length === 0) return [not("no fault was applied")];
  return due.flatMap((id) => {
    const life = faults.get(id);
    return life === undefined
      ? [not(`the fault "${id}" was never applied`)]
      : [...faultWorked(life, healMs), ...faultStayed(life, kind, books)];
  });
}

function faultWorked(
  { id, appliedMs, looks, failures, endedMs, leaseMs }: FaultLife,
  healMs = Number.POSITIVE_INFINITY,
): readonly Objection[] {
  const failed = failures.find(({ doing }) => doing !== "undo");
  if (appliedMs === undefined)
    return [
      not(`the fault "${id}" was not applied${failed === undefined ? "" : `: ${failed.message}`}`),
    ];
  const end = Math.min(
    endedMs ?? healMs,
    leaseMs === undefined ? Number.POSITIVE_INFINITY : appliedMs + leaseMs,
  );
  const [first] = looks;
  if (first === undefined) return [not(`the fault "${id}" was never verified at its target`)];
  const doubt = looks.find(({ ok, atMs }) => !ok && atMs <= end);
  if (doubt !== undefined)
    return [
      not(`the fault "${id}" did not work at its target: ${doubt.evidence}`, {
        second: Math.floor(doubt.atMs / 1_000),
      }),
    ];
  return failed === undefined
    ? []
    : [not(`the fault "${id}" could not be verified: ${failed.message}`)];
}

/**
 * In a Drill people may remove a fault, but only after users were affected; in a Test no one may.
 */
function faultStayed(
  { id, lapsed }: FaultLife,
  kind: Plan["scenario"]["kind"],
  { impactMs = Number.POSITIVE_INFINITY }: Books,
): readonly Objection[] {
  if (lapsed === undefined || (kind === "Drill" && lapsed.atMs >= impactMs)) return [];
  return [
    not(`the fault "${id}" stopped working before it was undone: ${lapsed.evidence}`, {
      second: Math.floor(lapsed.atMs / 1_000),
    }),
  ];
}

function healed({ healed: done, healSteps }: Books): readonly Objection[] {
  if (done === undefined) return [not("cleanup did not finish")];
  const step = healSteps.find(({ ok }) => !ok);
  if (step !== undefined) return [not(`cleanup failed: ${step.what}`)];
  return done.residue.map(({ what, detail }) => not(`left behind: ${what} ${detail}`));
}

/**
 * A second with a pause in it is recorded twice, once for each half; no figure includes it.
 */
function contradictions({ flows, pauses }: Books): readonly Objection[] {
  const halved = (second: number): boolean =>
    pauses.some((ex) => Math.abs(Math.floor(ex / 1_000) - second) <= 1);
  const twice = [...flows].flatMap(([flow, { contradicted }]) =>
    contradicted.filter((second) => !halved(second)).map((second) => ({ flow, second })),
  );
  return twice.map(({ flow, second }) =>
    not(`the journal has two different counts of ${flow} for one second`, { second }),
  );
}
