import { missingNow } from "../../review/missing.ts";
import { statusOf, type ReviewState } from "../../review/state.ts";
import { earlierLines, momentText, proofText, statusWords } from "../../review/wording.ts";
import { count } from "../../wording/figure.ts";
import type { Table } from "../chart/data-table.ts";
import type { Closure, Context } from "../context.ts";
import type { Section } from "./section.ts";

/** Who reviews the drill and by when, what became of its actions, and whether it happened before. */
export const review: Section = {
  id: "review",
  title: "Review",
  view: (context) => {
    const { closure, faultMs, summary } = context;
    if (closure === undefined || (faultMs === null && closure.review === undefined))
      return undefined;
    return {
      note: note(closure, context),
      facts: closure.review === undefined ? undefined : facts(closure.review),
      actions:
        closure.review === undefined || closure.review.actions.length === 0
          ? undefined
          : actions(closure.review),
      missing:
        closure.review === undefined ? [] : missingNow(closure.review).map(({ what }) => what),
      earlierNote: earlierNote(closure),
      earlier: earlierLines(closure.earlier),
      command: {
        verbatim:
          closure.review?.owner === null || closure.review === undefined
            ? `gameday review ${summary.drill.drill} --owner NAME`
            : "",
      },
    };
  },
};

function note({ review: begun, reviewDue }: Closure, { summary }: Context): string {
  if (begun !== undefined && begun.owner !== null)
    return `${begun.owner} owns the review of ${summary.drill.drill}.`;
  const due = reviewDue === null ? "" : ` It is due by ${reviewDue}.`;
  return `The review of this drill has no owner yet.${due} It begins with its owner:`;
}

function facts({ state, owner, due, meeting, status }: ReviewState): Table {
  return {
    label: "Review",
    head: ["incident", "owner", "status", "due", "meeting"],
    rows: [
      [
        state,
        owner ?? "–",
        status === null ? "–" : statusWords[status],
        due ?? "–",
        meeting === null ? "–" : momentText(meeting),
      ],
    ],
  };
}

function actions({ actions: all }: ReviewState): Table {
  return {
    label: "Actions and who does them",
    head: ["action", "priority", "purpose", "owner", "due", "status", "why", "link"],
    rows: all.map((action) => [
      `${action.id} ${action.text}`,
      action.priority,
      action.type,
      action.owner ?? "–",
      action.due ?? "–",
      statusOf(action),
      proofText(action),
      action.link ?? "",
    ]),
  };
}

function earlierNote({ earlier }: Closure): string {
  if (earlier.length === 0) return "";
  return earlier.length === 1
    ? "This happened before, in one earlier drill:"
    : `This happened before, in ${count(earlier.length)} earlier drills:`;
}
