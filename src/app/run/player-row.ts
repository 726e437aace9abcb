/**
 * What the scripted players' runs of one scenario say about it: one row of `gameday scenario test`.
 */
import type { Summary } from "../../metrics/summary.ts";
import type { Plan } from "../../plan/plan.ts";
import { nearlyAll, type LoggedLoss } from "./access-log.ts";

/** One finished run. */
export interface Play {
  readonly player: string;
  readonly drill: string;
  readonly runFolder: string;
  readonly verdict: "pass" | "fail" | "unknown";
  readonly reason: string;
  readonly summary: Summary;
  /** What the users' own entries say about the loss. */
  readonly logged: readonly LoggedLoss[] | { readonly cannot: string };
  readonly seconds: number;
}

/** One cell of a row; `ok` is null when there was nothing to check or no result. */
export interface Cell {
  readonly ok: boolean | null;
  readonly text: string;
}

export const columns = {
  symptom: "symptom appears",
  perfect: "perfect passes",
  wrong: "mistakes detected",
  proofs: "proofs are fair",
  idle: "idle fails",
  log: "idle's impact by the access log",
  clean: "next run clean",
} as const;
export type Column = keyof typeof columns;

const notAsked: Cell = { ok: null, text: "-" };
/**
 * The two records may differ by this share: they cut requests at the ends of seconds in different
 * ways.
 */
const tolerance = 0.02;
/** Percent-minutes below which a service's loss is too small to compare shares of. */
const negligible = 0.5;

/** The cells of a row, from its runs in the order in which they were played. */
export function cellsOf(plan: Plan, plays: readonly Play[]): Readonly<Record<Column, Cell>> {
  const by = (player: string): Play | undefined => plays.find((play) => play.player === player);
  const test = plan.scenario.kind === "Test";
  return {
    symptom: test ? notAsked : symptom(plays),
    perfect: verdict(test ? by("idle") : by("perfect"), "pass"),
    wrong: test ? notAsked : wrong(plan, by("wrong"), by("perfect")),
    proofs: test ? notAsked : proofs(plan, by("perfect")),
    idle: test ? notAsked : verdict(by("idle"), "fail"),
    log: test ? notAsked : log(by("idle")),
    clean: clean(plays),
  };
}

function symptom(plays: readonly Play[]): Cell {
  const gates = plays.map(({ summary }) => summary.gates.find(({ gate }) => gate === "mustBreak"));
  const missing = gates.filter((gate) => gate?.met !== true).length;
  if (missing > 0)
    return {
      ok: false,
      text: missing === plays.length ? "no" : `not in ${missing} of ${plays.length}`,
    };
  const seconds = plays.flatMap(({ summary: { moments } }) =>
    moments.impact === null || moments.fault === null
      ? []
      : [(moments.impact - moments.fault) / 1_000],
  );
  return {
    ok: true,
    text: seconds.length === 0 ? "yes" : `after ${Math.round(Math.max(...seconds))} s`,
  };
}

function verdict(play: Play | undefined, wanted: "pass" | "fail"): Cell {
  if (play === undefined) return notAsked;
  // A script only follows its steps; a service that is restored without an action is the scenario's
  // mistake, not the machine's.
  if (play.summary.truth.contained?.by === "itself")
    return { ok: false, text: "recovers by itself" };
  return { ok: play.verdict === "unknown" ? null : play.verdict === wanted, text: play.verdict };
}

function wrong(plan: Plan, play: Play | undefined, perfect: Play | undefined): Cell {
  const turns = plan.scenario.players.wrong;
  if (play === undefined || turns.length === 0) return notAsked;
  if (play.verdict === "unknown") return { ok: null, text: "unknown" };
  const seen = turns.filter((turn) =>
    play.summary.wrongTurns.some(({ mitigation }) => mitigation === turn),
  ).length;
  const never = play.summary.truth.contained === null;
  const costs = never || (perfect !== undefined && loss(play) > loss(perfect));
  return {
    ok: seen === turns.length && (costs || perfect === undefined),
    text: `${seen} of ${turns.length}, ${costText(never, costs)}`,
  };
}

function costText(never: boolean, costs: boolean): string {
  if (never) return "never contained";
  return costs ? "costs more" : "costs nothing";
}

/** Each proof succeeds at the first try, and would have proved nothing of the healthy system. */
function proofs(plan: Plan, play: Play | undefined): Cell {
  if (play === undefined || play.summary.evidence.length === 0) return notAsked;
  const faults = play.summary.evidence.flatMap(({ id, proved, refused, rehearsed }) => {
    const background = plan.scenario.evidence[id]?.background === true;
    if (rehearsed?.proves === true && !background) return [`${id} is true before the fault`];
    if (proved === null) return [`${id} is never proved`];
    return refused.length === 0 ? [] : [`${id} takes ${refused.length + 1} tries`];
  });
  const [first, ...more] = faults;
  if (first !== undefined)
    return { ok: false, text: more.length === 0 ? first : `${first}, and ${more.length} more` };
  const tried = play.summary.evidence.every(({ rehearsed }) => rehearsed !== undefined);
  return { ok: tried ? true : null, text: tried ? "yes" : "not tried before the fault" };
}

const loss = ({ summary }: Play): number => summary.impact.total.percentMinutes;

function log(play: Play | undefined): Cell {
  if (play === undefined) return notAsked;
  if ("cannot" in play.logged) return { ok: null, text: play.logged.cannot };
  const compared = play.logged.filter(({ ours, logged }) => Math.max(ours, logged) >= negligible);
  if (compared.length === 0) return { ok: null, text: "no loss to compare" };
  const off = Math.max(
    ...compared.map(({ ours, logged }) => Math.abs(ours - logged) / Math.max(ours, logged)),
  );
  const reached = Math.min(...compared.map((each) => each.reached));
  return {
    ok: off <= tolerance,
    text: `${(100 * off).toFixed(1)} % off${reached < nearlyAll ? `, ${Math.round(100 * reached)} % got there` : ""}`,
  };
}

/** Every run after another finds a healthy system, and no run leaves anything behind. */
function clean(plays: readonly Play[]): Cell {
  const left = plays.filter(({ summary }) => summary.residue.length > 0).length;
  if (left > 0) return { ok: false, text: `${left} left something behind` };
  if (plays.length < 2) return notAsked;
  const unhealthy = plays
    .slice(1)
    .filter(
      ({ summary }) => summary.gates.find(({ gate }) => gate === "baseline")?.met !== true,
    ).length;
  return unhealthy === 0
    ? { ok: true, text: "yes" }
    : { ok: false, text: `${unhealthy} started unhealthy` };
}
