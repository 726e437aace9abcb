import { formatClock } from "../../kernel/duration.ts";
import { page, type Due } from "../clockwork/due.ts";
import type { IncidentState } from "../incident.ts";
import { openStates } from "../transition.ts";
import { roleTitle, titleOf } from "../wording.ts";

/** While the commander is away, the deputy is asked to take over. */
export function commandGone(state: IncidentState): readonly Due[] {
  const { team, roles } = state;
  if (!openStates.has(state.state) || roles["imoc"] !== undefined || roles["deputy"] === undefined)
    return [];
  const gone = team.away.find(({ person }) =>
    team.holders.some((one) => one.role === "imoc" && one.person === person),
  );
  if (gone === undefined) return [];
  return [
    page(
      gone.sinceEx,
      { to: "deputy" },
      `${formatClock(gone.sinceEx)} ${titleOf(state)}: the ${roleTitle(state, "imoc")} is away. ` +
        "Take command: gameday role claim imoc",
    ),
  ];
}
