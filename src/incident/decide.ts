/**
 * What a command leads to, as a pure function; a refusal says what to type instead. It never
 * throws: people type anything.
 */
import type { EventInput } from "../event/event.ts";
import type { Command, IncidentVerb } from "../verb/index.ts";
import type { CommandContext, Decision } from "./command.ts";
import { accept, refuse, type Decide, type Decisions } from "./decision.ts";
import { exerciseDecisions } from "./exercise/decide.ts";
import type { IncidentState } from "./incident.ts";
import { rightsOf } from "./profile.ts";
import { ownPages, whoseRight } from "./rights.ts";
import { sevDecisions } from "./sev/decide.ts";
import { teamDecisions } from "./team/decide.ts";

/** Events or a refusal, under the profile's rights: `warn` lets it happen and says so. */
export function decide(state: IncidentState, command: Command, context: CommandContext): Decision {
  // A page of one's own is one's own to answer; taking command is not.
  const theirs =
    command.do === "ack" && ownPages(state, context.by).length > 0
      ? undefined
      : whoseRight(state, command.do, context.by);
  if (theirs !== undefined && state.profile.rights.mode === "block")
    return refuse(
      `Only ${theirs} may use "${command.do}".`,
      `ask them, or take the role: gameday sev assign ${roleToTake(state, command.do)} ${context.by.id}`,
    );
  const decision = dispatch(state, command, context);
  if (!decision.ok) return decision;
  const stamped = decision.events.map((event) => ({
    ...event,
    by: context.by,
    incident: state.id,
  }));
  if (theirs === undefined) return { ...decision, events: stamped };
  const note: EventInput = {
    type: "drill.note",
    data: {
      text: `policy: ${context.by.id} used "${command.do}", which is normally done by ${theirs}`,
    },
    incident: state.id,
  };
  return {
    ...decision,
    events: [...stamped, note],
    warnings: [...decision.warnings, `"${command.do}" is normally done by ${theirs}; recorded`],
  };
}

/** One for each verb that is about the incident. */
const decisions: Decisions<IncidentVerb> = {
  ...sevDecisions,
  ...teamDecisions,
  ...exerciseDecisions,
  note: (_, { text }) => accept([{ type: "note.added", data: { text } }], "Noted."),
};

function dispatch(state: IncidentState, command: Command, context: CommandContext): Decision {
  // The compiler does not see that the name and the command belong together.
  return (decisions[command.do] as Decide<IncidentVerb>)(state, command, context);
}

/** A role that gives the right to use a verb. */
function roleToTake({ profile }: IncidentState, verb: IncidentVerb): string {
  const allowed = rightsOf(profile, verb);
  return allowed === "anyone" ? "" : (allowed[0] ?? "");
}
