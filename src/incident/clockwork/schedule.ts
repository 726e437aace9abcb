import type { EventInput } from "../../event/event.ts";
import { pageKey, postKey, type IncidentState } from "../incident.ts";
import { callOuts, deadlineMarks } from "./cadence.ts";
import { commandPage, pageChain } from "../paging/due.ts";
import type { Due } from "./due.ts";
import { silencesOver } from "../alerts/due.ts";
import { boxNudges } from "../loop/due.ts";
import { messageReminders } from "../messages/due.ts";
import { levelNotices } from "./notice.ts";
import { commandGone } from "../team/due.ts";

/** The pages and messages that are due now and were not sent yet. */
export function textsDue(state: IncidentState, exMs: number): readonly EventInput[] {
  const open = stillToSay(state);
  return open.length === 0 ? [] : open.filter(({ ex }) => ex <= exMs).map(({ event }) => event);
}

const known = new WeakMap<IncidentState, readonly Due[]>();

/**
 * What this state leads to if nothing more happens. It is asked for every tick but changes only
 * with the state, so it is worked out once for each. Texts carry the time of what they are about:
 * the same text is never due twice, and what is posted already is left out.
 */
function stillToSay(state: IncidentState): readonly Due[] {
  const before = known.get(state);
  if (before !== undefined) return before;
  const all = [
    ...levelNotices(state),
    ...commandPage(state),
    ...pageChain(state),
    ...commandGone(state),
    ...deadlineMarks(state),
    ...callOuts(state),
    ...boxNudges(state),
    ...silencesOver(state),
    ...messageReminders(state),
  ];
  const open = all.filter(
    ({ event }) =>
      !state.posted.includes(
        event.type === "page.sent"
          ? pageKey(event.data)
          : postKey(event.data.channel, event.data.text),
      ),
  );
  known.set(state, open);
  return open;
}
