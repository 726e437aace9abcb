/** What the process reminds people of when an audience hears nothing. */
import { isPublic, type Audience } from "../../event/message.ts";
import { formatClock, formatDuration } from "../../kernel/duration.ts";
import { readersOf } from "../../wording/event/message.ts";
import { post, type Due } from "../clockwork/due.ts";
import type { IncidentState } from "../incident.ts";
import { severityOf } from "../../org/profile.ts";
import { isTeam } from "../practice.ts";
import { openStates } from "../transition.ts";
import { lastPost } from "./state.ts";

const outside: readonly Audience[] = ["executive", "customer", "status-page"];

/**
 * Reminders: the first message soon after declaring, for users the scope soon after it, and then
 * one for each of the profile's shares of the cadence that pass in silence. Someone who is alone in
 * a drill is reminded of the updates inside only.
 */
export function messageReminders(state: IncidentState): readonly Due[] {
  if (state.declaredEx === undefined || !openStates.has(state.state)) return [];
  const due = [
    ...remind(state, "internal", 'gameday sev update "…"'),
    ...(isTeam(state)
      ? outside.flatMap((audience) => remind(state, audience, `gameday draft ${audience} "…"`))
      : []),
  ];
  return due.filter(({ ex }) => ex >= (state.reopenedEx ?? 0));
}

function remind(state: IncidentState, audience: Audience, command: string): readonly Due[] {
  const cadenceMs = severityOf(state.profile, state.level)?.updateEveryMs[audience];
  if (cadenceMs === undefined) return [];
  const { declaredEx = 0, timeScale, name, profile } = state;
  const say = (ex: number, text: string): Due =>
    post(ex, room(state), `${name}: ${text} ${command}`);
  const to = audience === "internal" ? "" : ` to ${readersOf(audience)}`;
  const last = lastPost(state.messages, audience);
  if (last === undefined) {
    const what = audience === "internal" ? "no status update sent yet." : `no message${to} yet.`;
    return [say(declaredEx + profile.cadence.firstUpdateMs / timeScale, what)];
  }
  const { remindAt } = profile.messages;
  const silent = remindAt.map((share) => {
    const ms = (cadenceMs * share) / timeScale;
    return say(
      last.ex + ms,
      `no update${to} for ${formatDuration(ms)} since ${formatClock(last.ex)}.`,
    );
  });
  return [...scope(state, audience, say), ...silent];
}

/** The second message to users says what is affected. */
function scope(
  { messages: { posts }, timeScale, profile }: IncidentState,
  audience: Audience,
  say: (ex: number, text: string) => Due,
): readonly Due[] {
  const { scopeMs } = profile.messages;
  const sent = posts.filter((one) => one.audience === audience);
  const [first] = sent;
  if (scopeMs === null || !isPublic(audience)) return [];
  if (first === undefined || sent.some(({ fields }) => fields.impact !== undefined)) return [];
  return [
    say(
      first.ex + scopeMs / timeScale,
      `no message to ${readersOf(audience)} says yet what is affected (--impact, --components, --regions).`,
    ),
  ];
}

/** The channel of everyone who follows this incident. */
function room(state: IncidentState): string {
  return severityOf(state.profile, state.level)?.notify[0] ?? "#incident";
}
