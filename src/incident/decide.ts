/**
 * What a command leads to, as a pure function; a refusal says what to type instead. It never
 * throws: people type anything.
 */
import type { Actor } from "../event/actor.ts";
import type { Command, IncidentVerb } from "../verb/index.ts";
import { alertDecisions } from "./alerts/decide.ts";
import type { CommandContext, Decision } from "./command.ts";
import { accept, refuse, type Decide, type Decisions } from "./decision.ts";
import { exerciseDecisions } from "./exercise/decide.ts";
import type { IncidentState } from "./incident.ts";
import { loopDecisions } from "./loop/decide.ts";
import { messageDecisions } from "./messages/decide.ts";
import { awayBreach, verbBreach, type Breach } from "./breach.ts";
import { isCallForCommand, pagingDecisions } from "./paging/decide.ts";
import { ownPages } from "./paging/own.ts";
import { responseDecisions } from "./response/decide.ts";
import { sevDecisions } from "./sev/decide.ts";
import { teamDecisions } from "./team/decide.ts";

/** Events or a refusal, under the profile's rights: `warn` lets it happen and says so. */
export function decide(state: IncidentState, command: Command, context: CommandContext): Decision {
  const wrong = breachOf(state, command, context.by);
  if (wrong !== undefined && state.profile.rights.mode === "block")
    return refuse(wrong.why, wrong.instead);
  const decision = dispatch(state, command, context);
  if (!decision.ok) return decision;
  const stamped = decision.events.map((event) => ({
    ...event,
    by: context.by,
    incident: state.id,
  }));
  return wrong === undefined
    ? { ...decision, events: stamped }
    : {
        ...decision,
        events: [...stamped, { ...wrong.flag, incident: state.id }],
        warnings: [...decision.warnings, wrong.warning],
      };
}

function breachOf(state: IncidentState, command: Command, by: Actor): Breach | undefined {
  const gone = command.do === "back" ? undefined : awayBreach(state, by, `used "${command.do}"`);
  if (gone !== undefined) return gone;
  return isOwn(state, command, by) ? undefined : verbBreach(state, command.do, by);
}

/**
 * A page of one's own is one's own to answer (taking command is not), and anyone may call for the
 * commander.
 */
function isOwn(state: IncidentState, command: Command, by: Actor): boolean {
  if (command.do === "page") return isCallForCommand(state, command.who);
  return command.do === "ack" && ownPages(state, by).length > 0;
}

/** One for each verb that is about the incident. */
const decisions: Decisions<IncidentVerb> = {
  ...sevDecisions,
  ...responseDecisions,
  ...teamDecisions,
  ...loopDecisions,
  ...pagingDecisions,
  ...alertDecisions,
  ...messageDecisions,
  ...exerciseDecisions,
  note: (_, { text }) => accept([{ type: "note.added", data: { text } }], "Noted."),
};

function dispatch(state: IncidentState, command: Command, context: CommandContext): Decision {
  // The compiler does not see that the name and the command belong together.
  return (decisions[command.do] as Decide<IncidentVerb>)(state, command, context);
}
