import { formatClock } from "../../kernel/duration.ts";
import type { IncidentState } from "../incident.ts";
import { severityOf } from "../../org/profile.ts";
import { sentence } from "../../wording/text.ts";
import { unmitigatedStates } from "../transition.ts";
import { scaledText, titleOf } from "../wording.ts";
import { post, type Due } from "./due.ts";

/**
 * Notifies the severity's list that it was entered: what, how bad, why, and how long there
 * is.
 */
export function levelNotices(state: IncidentState): readonly Due[] {
  const severity = severityOf(state.profile, state.level);
  if (severity === undefined || !unmitigatedStates.has(state.state)) return [];
  const text = `${formatClock(state.levelEx)} ${titleOf(state)}: ${severity.description}.${whyText(state)}${timeText(state, severity.targetMs)}`;
  return severity.notify.map((channel) => post(state.levelEx, channel, text));
}

function whyText(state: IncidentState): string {
  const from = severityOf(state.profile, state.levelFrom);
  const why = state.levelWhy === "" ? "" : ` ${sentence(state.levelWhy)}`;
  return from === undefined ? why : ` It was ${from.label}.${why}`;
}

function timeText(state: IncidentState, targetMs: number | null): string {
  if (state.deadlineEx === null || targetMs === null) return "";
  return state.clockFromEx === state.levelEx
    ? ` ${scaledText(targetMs, state.timeScale)} to mitigate, until ${formatClock(state.deadlineEx)}.`
    : ` To be mitigated by ${formatClock(state.deadlineEx)}, as before.`;
}
