import { formatClock, formatDuration } from "../../kernel/duration.ts";
import type { IncidentState } from "../incident.ts";
import { severityOf } from "../../org/profile.ts";
import { unmitigatedStates } from "../transition.ts";
import { roleTitle } from "../wording.ts";
import { post, type Due } from "./due.ts";

/** The channel of everyone who follows the incident. */
function room(state: IncidentState): string {
  return severityOf(state.profile, state.level)?.notify[0] ?? "#incident";
}

/**
 * Call-outs at the profile's shares of the time to the deadline; at the deadline the severity's whole list
 * is notified. Silent once it is called mitigated.
 */
export function deadlineMarks(state: IncidentState): readonly Due[] {
  const { deadlineEx, clockFromEx } = state;
  if (deadlineEx === null || !unmitigatedStates.has(state.state)) return [];
  const wholeMs = deadlineEx - clockFromEx;
  const called = state.profile.cadence.targetMarks.map((share) =>
    post(
      clockFromEx + wholeMs * share,
      room(state),
      `${state.name}: ${Math.round(share * 100)} % of the target has elapsed; ` +
        `${formatDuration(wholeMs * (1 - share))} left, until ${formatClock(deadlineEx)}.`,
    ),
  );
  const missed = `${state.name}: time-to-mitigate target missed at ${formatClock(deadlineEx)}; the incident has not been marked mitigated.`;
  const told = new Set([room(state), ...(severityOf(state.profile, state.level)?.notify ?? [])]);
  return [
    ...reopened(state, deadlineEx),
    ...sinceReopened(state, [
      ...called,
      ...[...told].map((channel) => post(deadlineEx, channel, missed)),
    ]),
  ];
}

/** The clock went on while the incident was over: how much of it is left is said once. */
function reopened(state: IncidentState, deadlineEx: number): readonly Due[] {
  const { reopenedEx } = state;
  if (reopenedEx === undefined) return [];
  const leftMs = deadlineEx - reopenedEx;
  const clock =
    leftMs > 0
      ? `${formatDuration(leftMs)} left to mitigate, until ${formatClock(deadlineEx)}`
      : `time-to-mitigate target missed at ${formatClock(deadlineEx)}`;
  return [post(reopenedEx, room(state), `${state.name} is open again: ${clock}.`)];
}

function sinceReopened(state: IncidentState, due: readonly Due[]): readonly Due[] {
  return due.filter(({ ex }) => ex >= (state.reopenedEx ?? 0));
}

/** The deputy's part: elapsed time, an empty chair, roles that are not filled. */
export function callOuts(state: IncidentState): readonly Due[] {
  const { cadence } = state.profile;
  const { declaredEx, timeScale } = state;
  if (declaredEx === undefined || !unmitigatedStates.has(state.state)) return [];
  const elapsed = multiples(cadence.callOutEveryMs / timeScale, cadence.callOutTimes).map((ms) =>
    post(
      declaredEx + ms,
      room(state),
      `${state.name}: ${formatDuration(ms)} since it was declared.`,
    ),
  );
  const lead = roleTitle(state, "imoc");
  const empty =
    state.state === "declared" && state.roles["imoc"] === undefined
      ? multiples(cadence.noLeadEveryMs / timeScale, cadence.noLeadTimes)
      : [];
  const noLead = empty.map((ms) =>
    post(
      declaredEx + ms,
      room(state),
      `${state.name}: no ${lead} for ${formatDuration(ms)}. Who takes command? gameday sev ack`,
    ),
  );
  const alone = Object.keys(state.roles).every((role) => role === "imoc");
  const noRoles = alone
    ? [
        post(
          declaredEx + cadence.noRolesMs / timeScale,
          room(state),
          `${state.name}: no roles are assigned yet. gameday sev assign ${state.profile.onCall.responder} you`,
        ),
      ]
    : [];
  return sinceReopened(state, [...elapsed, ...noLead, ...noRoles]);
}

function multiples(everyMs: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => everyMs * (i + 1));
}
