import type { About } from "./event.ts";
import { statusOf, type CorrectiveAction, type ReviewState } from "./state.ts";

/** Something that is missing, and what to type for it. */
export interface Missing {
  readonly what: string;
  readonly type: string;
}

/** What a must action still needs before the incident may count as verified. */
function missingOf({ drill, run }: About, action: CorrectiveAction): readonly Missing[] {
  const { id, owner, due, canRerun, corrective, rerun } = action;
  const status = statusOf(action);
  const proven = !canRerun || status === "verified" || status === "waived";
  const last = rerun === null ? "has not run yet" : `${rerun.drill} came to ${rerun.verdict}`;
  return [
    ...(owner === null
      ? [
          {
            what: `${id} has no owner`,
            type: `gameday actions set ${id} --drill ${drill} --owner NAME`,
          },
        ]
      : []),
    ...(due === null
      ? [
          {
            what: `${id} has no due date`,
            type: `gameday actions set ${id} --drill ${drill} --due YYYY-MM-DD`,
          },
        ]
      : []),
    ...(proven
      ? []
      : [
          {
            what: `${id} is not verified: its rerun ${last}`,
            type: `${run} --rerun ${corrective ?? id} --of ${drill}`,
          },
        ]),
  ];
}

/** Until it is verified: every must action has owner and date, and its rerun passed or was waived. */
export function missingToVerify({ about, actions }: ReviewState): readonly Missing[] {
  return actions
    .filter(({ priority }) => priority === "must")
    .flatMap((action) => missingOf(about, action));
}

/** Until it is closed: the review was held, and what made it verified still holds. */
export function missingToClose(state: ReviewState): readonly Missing[] {
  const { about, meeting, status } = state;
  return [
    ...missingToVerify(state),
    ...(meeting === null
      ? [
          {
            what: "the review has no meeting time",
            type: `gameday review ${about.drill} --meeting "YYYY-MM-DD HH:MM"`,
          },
        ]
      : []),
    ...(status === "completed"
      ? []
      : [
          {
            what: "the review is not completed",
            type: `gameday review ${about.drill} --status completed`,
          },
        ]),
  ];
}

/** What is missing for the next step, whichever that is. */
export function missingNow(state: ReviewState): readonly Missing[] {
  switch (state.state) {
    case "resolved":
      return [
        {
          what: "the review has no owner",
          type: `gameday review ${state.about.drill} --owner NAME`,
        },
      ];
    case "reviewing":
      return missingToVerify(state);
    case "verified":
      return missingToClose(state);
    default:
      return [];
  }
}
