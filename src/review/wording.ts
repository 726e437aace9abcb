import type { EarlierAction, EarlierDrill } from "./earlier.ts";
import type { ReviewStatus } from "./event.ts";
import type { CorrectiveAction } from "./state.ts";

export const statusWords = {
  draft: "draft",
  "in-review": "in review",
  completed: "completed",
} as const satisfies Record<ReviewStatus, string>;

/** `2026-11-23 10:00 UTC` */
export function momentText(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

/** Why an action counts as what it is, as far as there is more to say. */
export function proofText({ rerun, said, why, canRerun }: CorrectiveAction): string {
  if (rerun?.verdict === "pass") return `by rerun ${rerun.drill}`;
  if (said !== "open") return why ?? "";
  if (rerun !== null) return `rerun ${rerun.drill} came to ${rerun.verdict}`;
  return canRerun ? "not rerun yet" : "";
}

const stateWords = {
  open: "is still open",
  done: "is done",
  verified: "was verified",
  waived: "was waived",
} as const satisfies Record<EarlierAction["status"], string>;

/** Older ones are counted only. */
const shownDrills = 3;

/** Which drills had the same cause, newest first, and what became of their actions. */
export function earlierLines(earlier: readonly EarlierDrill[]): readonly string[] {
  const left = earlier.length - shownDrills;
  return [
    ...earlier.slice(-shownDrills).toReversed().flatMap(linesOf),
    ...(left > 0 ? [`${left} more before: gameday history`] : []),
  ];
}

function linesOf({ drill, verdict, incident, actions }: EarlierDrill): readonly string[] {
  const named = `${drill} (${incident === null ? "" : `${incident}, `}${verdict})`;
  if (actions.length === 0) return [`${named}: it has no corrective actions`];
  return actions.map(
    ({ id, text, status, owner, due }) =>
      `${named}: its action ${id} "${text}" ${stateWords[status]}` +
      (status === "open"
        ? ` (${owner ?? "no owner"}, ${due === null ? "no due date" : `due ${due}`})`
        : ""),
  );
}
