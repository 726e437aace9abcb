import { formatClock } from "../../kernel/duration.ts";
import type { IncidentState } from "../incident.ts";
import { roleTitle, scaledText, titleOf } from "../wording.ts";
import { page, type Due } from "./due.ts";

/** Those on call for the command are paged when an incident is declared. */
export function commandPage(state: IncidentState): readonly Due[] {
  if (state.state !== "declared" || state.declaredEx === undefined) return [];
  return [
    page(
      state.declaredEx,
      "imoc",
      `${formatClock(state.declaredEx)} ${titleOf(state)} is declared and needs an ${roleTitle(state, "imoc")}. Acknowledge: gameday sev ack`,
    ),
  ];
}

/** Who comes after the one that was paged. */
const chain = [
  { suffix: "backup", title: "the backup" },
  { suffix: "team", title: "the whole team" },
] as const;

/** A page without an acknowledgement in time goes to the next in the chain. */
export function pageChain(state: IncidentState): readonly Due[] {
  const { ackMs } = state.profile;
  return Object.entries(state.pages).flatMap(([role, open]): readonly Due[] => {
    const next = chain[open.step];
    // What was called off gets no one out of bed; a page that came after that is about something
    // else.
    if (next === undefined || (state.state === "false-alarm" && open.sinceEx <= state.stateEx))
      return [];
    const text =
      `no acknowledgement from ${roleTitle(state, role)} for ` +
      `${scaledText(ackMs, state.timeScale)} since ${formatClock(open.lastEx)}: paging ` +
      `${next.title}. Acknowledge: gameday sev ack`;
    return [page(open.lastEx + ackMs / state.timeScale, `${role}-${next.suffix}`, text)];
  });
}
