import { priorities } from "./event.ts";
import { statusOf, type ActionStatus, type CorrectiveAction, type ReviewState } from "./state.ts";

/** An action among those of many drills. */
export interface ListedAction extends CorrectiveAction {
  readonly drill: string;
  readonly scenario: string;
  readonly variant: string | null;
  readonly incident: string | null;
  readonly status: ActionStatus;
  /** Open, and its day has come. */
  readonly isDue: boolean;
}

/** The actions of reviews, the earliest due first; without a date they come last. */
export function listed(reviews: readonly ReviewState[], today: string): readonly ListedAction[] {
  return reviews
    .flatMap(({ about: { drill, scenario, variant, incident }, actions }) =>
      actions.map((action): ListedAction => {
        const status = statusOf(action);
        const isDue = status === "open" && action.due !== null && action.due <= today;
        return { ...action, drill, scenario, variant, incident, status, isDue };
      }),
    )
    .toSorted((a, b) => rank(a).localeCompare(rank(b)));
}

/** Open before the rest, then by date, then by priority. */
const rank = ({ status, due, priority, drill, id }: ListedAction): string =>
  [
    status === "open" ? 0 : 1,
    due ?? "9999-12-31",
    priorities.indexOf(priority),
    drill,
    id.slice(1).padStart(6, "0"),
  ].join(" ");
