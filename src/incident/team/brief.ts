import type { Brief } from "../../event/people.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { stateInSentence } from "../../wording/state.ts";
import type { IncidentState } from "../incident.ts";
import { severityOf } from "../../org/profile.ts";
import { openStates } from "../transition.ts";
import { roleTitle, titleOf } from "../wording.ts";
import { isAway, peopleOf, rolesOfPerson } from "./state.ts";

/** What someone who takes over must know, from what has happened so far. */
export function briefOf(state: IncidentState): Brief {
  const { story, loop } = state;
  return {
    incident:
      state.declaredEx === undefined
        ? null
        : `${titleOf(state)} is ${stateInSentence(state.state)}`,
    impact: story.impact,
    hypotheses: loop.hypotheses.map(
      ({ id, text, verdict = "open" }) => `${id} ${text} (${verdict})`,
    ),
    evidence: story.evidence,
    tried: story.tried,
    boxes: loop.tasks
      .filter(({ doneEx }) => doneEx === undefined)
      .map(({ to, text, untilEx }) => ({ to, text, untilEx })),
    pending: loop.proposals
      .filter(({ decided }) => decided === undefined)
      .map(({ id, text }) => `${id} ${text}`),
    nextUpdateEx: nextUpdate(state),
    roster: peopleOf(state.team).map((who) => rosterLine(state, who)),
  };
}

function nextUpdate(state: IncidentState): number | null {
  const { profile, declaredEx, lastUpdateEx, timeScale } = state;
  const everyMs = severityOf(profile, state.level)?.updateEveryMs.internal;
  if (declaredEx === undefined || everyMs === undefined || !openStates.has(state.state))
    return null;
  return lastUpdateEx === undefined
    ? declaredEx + profile.cadence.firstUpdateMs / timeScale
    : lastUpdateEx + everyMs / timeScale;
}

function rosterLine(state: IncidentState, who: string): string {
  const roles = rolesOfPerson(state.team, who).map((role) => roleTitle(state, role));
  const away = isAway(state.team, who) ? ", away" : "";
  return `${who}: ${roles.join(", ") || "no role"}${away}`;
}

/** The brief as people read it, with how long everything still has. */
export function briefLines(brief: Brief, exMs: number): readonly string[] {
  const left = (untilEx: number): string =>
    untilEx > exMs ? `${inSeconds(untilEx - exMs)} left` : `over by ${inSeconds(exMs - untilEx)}`;
  return [
    ...part("incident", [brief.incident ?? "none is declared"]),
    ...part("impact", brief.impact),
    ...part("hypothesis", brief.hypotheses),
    ...part("evidence", brief.evidence),
    ...part("tried", brief.tried),
    ...part(
      "boxes",
      brief.boxes.map(({ to, text, untilEx }) => `${to}: ${text}, ${left(untilEx)}`),
    ),
    ...part("to decide", brief.pending),
    ...part("next update", brief.nextUpdateEx === null ? [] : [left(brief.nextUpdateEx)]),
    ...part("here", brief.roster),
  ];
}

const width = 13;

function part(name: string, lines: readonly string[]): readonly string[] {
  const all = lines.length === 0 ? ["nothing yet"] : lines;
  return all.map((line, at) => `${(at === 0 ? name : "").padEnd(width)}${line}`);
}

function inSeconds(ms: number): string {
  return formatDuration(Math.round(ms / 1_000) * 1_000);
}
