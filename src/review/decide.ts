/** What a command leads to after a drill: events and a sentence, or a refusal with what to type. */
import { engineActor } from "../event/actor.ts";
import type { DeclaredState } from "../event/incident.ts";
import { mayFollow } from "../incident/transition.ts";
import type { ActionType, Priority, ReviewEventData, ReviewInput } from "./event.ts";
import { missingToClose, missingToVerify, type Missing } from "./missing.ts";
import { actionOf, evolve, statusOf, type CorrectiveAction, type ReviewState } from "./state.ts";

/** A corrective action that the scenario proposes. */
export interface Proposal {
  readonly corrective: string;
  readonly text: string;
  readonly type: ActionType;
  readonly priority: Priority;
  readonly canRerun: boolean;
}

/** A Test that ran the same fault with a corrective action in place. */
export interface Rerun {
  readonly corrective: string;
  readonly drill: string;
  readonly verdict: "pass" | "fail" | "unknown";
  readonly reason: string;
}

export interface ReviewContext {
  /** ISO 8601, UTC. */
  readonly nowWall: string;
  readonly proposals: readonly Proposal[];
  /** The newest of each corrective action. */
  readonly reruns: readonly Rerun[];
}

type Details = Omit<ReviewEventData["action.set"], "id">;

export type ReviewCommand =
  | { readonly do: "set"; readonly set: ReviewEventData["review.set"] }
  | { readonly do: "verify" | "close" }
  | { readonly do: "add"; readonly text: string; readonly details: Omit<Details, "text"> }
  | { readonly do: "change"; readonly id: string; readonly details: Details }
  | { readonly do: "done"; readonly id: string; readonly text?: string }
  | { readonly do: "waive"; readonly id: string; readonly why: string }
  | { readonly do: "reopen"; readonly id: string; readonly why: string };

export type ReviewDecision =
  | { readonly ok: true; readonly events: readonly ReviewInput[]; readonly say: string }
  | { readonly ok: false; readonly why: string; readonly instead: string };

const refused = (why: string, instead: string): ReviewDecision => ({ ok: false, why, instead });

/** The decision on a command; what reruns have shown meanwhile is always written down with it. */
export function decideReview(
  before: ReviewState,
  command: ReviewCommand,
  context: ReviewContext,
): ReviewDecision {
  const news = rerunNews(before, context.reruns);
  const state = after(before, news);
  const decision = decideOne(state, command, context);
  return decision.ok ? { ...decision, events: [...news, ...decision.events] } : decision;
}

/** What reruns have shown of the actions, as far as it is not written down yet. */
export function rerunNews(
  { actions }: ReviewState,
  reruns: readonly Rerun[],
): readonly ReviewInput[] {
  return actions.flatMap(({ id, corrective, rerun }) => {
    const newest = reruns.find((each) => each.corrective === corrective);
    if (newest === undefined || newest.drill === rerun?.drill) return [];
    const { drill, verdict, reason } = newest;
    const data = { id, drill, verdict, reason };
    return [{ type: "action.reran", data, by: engineActor } as const];
  });
}

function after(state: ReviewState, events: readonly ReviewInput[]): ReviewState {
  return events.reduce((now, event) => evolve(now, event) ?? now, state);
}

function decideOne(
  state: ReviewState,
  command: ReviewCommand,
  context: ReviewContext,
): ReviewDecision {
  switch (command.do) {
    case "set":
      return decideSet(state, command.set, context);
    case "verify":
      return moveTo(state, "verified", missingToVerify(state));
    case "close":
      return moveTo(state, "closed", missingToClose(state));
    case "add":
      return decideAdd(state, command);
    default:
      return decideAction(state, command);
  }
}

function decideSet(
  state: ReviewState,
  set: ReviewEventData["review.set"],
  context: ReviewContext,
): ReviewDecision {
  const { about } = state;
  if (about.kind === "Test")
    return refused(
      `${about.drill} is a Test: no one responded, so there is nothing to review`,
      `gameday actions add "…" --drill ${about.drill}`,
    );
  if (state.state === "closed")
    return refused(`the review of ${about.drill} is closed`, "gameday actions");
  if (state.state === "merged")
    return refused(
      `${about.drill} was merged: it is reviewed with the other incident`,
      "gameday review",
    );
  if (set.status === "completed") {
    const meeting = set.meeting ?? state.meeting;
    if (meeting === null)
      return refused(
        "a review is completed when it was held, and it has no meeting time",
        `gameday review ${about.drill} --meeting "YYYY-MM-DD HH:MM" --status completed`,
      );
    if (meeting > context.nowWall)
      return refused(
        `its meeting is at ${minute(meeting)}, which is still to come`,
        `gameday review ${about.drill} --status in-review`,
      );
  }
  if (state.state !== "resolved") return begunBefore(about.drill, set);
  return begin(state, set, context);
}

function begunBefore(drill: string, set: ReviewEventData["review.set"]): ReviewDecision {
  return {
    ok: true,
    events: [{ type: "review.set", data: set }],
    say: `noted for the review of ${drill}`,
  };
}

/** With its owner the review begins, and the scenario's corrective actions are proposed. */
function begin(
  state: ReviewState,
  set: ReviewEventData["review.set"],
  { proposals, reruns }: ReviewContext,
): ReviewDecision {
  const { about } = state;
  const owner = set.owner ?? state.owner;
  if (owner === null || owner === undefined)
    return refused(
      `a review begins with its owner, and that of ${about.drill} has none`,
      `gameday review ${about.drill} --owner NAME`,
    );
  const fresh = proposals.filter(
    ({ corrective }) => !state.actions.some((action) => action.corrective === corrective),
  );
  const proposed = fresh.map((proposal, index): ReviewInput => ({
    type: "action.added",
    data: { id: nextId(state, index), ...proposal },
  }));
  const due = set.due ?? state.due ?? about.reviewDue;
  // The state comes last: a command that is cut off before it is typed again, and completes it.
  return {
    ok: true,
    events: [
      ...proposed,
      ...rerunNews(after(state, proposed), reruns),
      { type: "review.set", data: { ...set, owner, ...(due === null ? {} : { due }) } },
      { type: "incident.state", data: { state: "reviewing" } },
    ],
    say:
      `${about.drill} is being reviewed: owner ${owner}, ` +
      `${due === null ? "no due date" : `due ${due}`}; ` +
      (fresh.length === 0
        ? "its scenario proposes no corrective action"
        : `corrective actions proposed: ${fresh.length}`),
  };
}

function moveTo(
  { about, state }: ReviewState,
  to: Extract<DeclaredState, "verified" | "closed">,
  missing: readonly Missing[],
): ReviewDecision {
  if (!mayFollow(state, to)) {
    if (state === to || state === "closed")
      return refused(`${about.drill} is ${state} already`, `gameday review ${about.drill}`);
    const step = state === "resolved" ? "--owner NAME" : "";
    return refused(
      `${about.drill} is ${state}, and only an incident that is ${to === "verified" ? "reviewing" : "verified"} can become ${to}`,
      state === "reviewing"
        ? `gameday review verify ${about.drill}`
        : `gameday review ${about.drill} ${step}`.trim(),
    );
  }
  const [first] = missing;
  if (first !== undefined)
    return refused(
      `${about.drill} cannot become ${to} yet: ${missing.map(({ what }) => what).join("; ")}`,
      first.type,
    );
  return {
    ok: true,
    events: [{ type: "incident.state", data: { state: to } }],
    say: `${about.drill} is ${to}`,
  };
}

function decideAdd(
  state: ReviewState,
  { text, details }: Extract<ReviewCommand, { do: "add" }>,
): ReviewDecision {
  const id = nextId(state, 0);
  const data = { type: "prevent", priority: "should", ...details } as const;
  return {
    ok: true,
    events: [{ type: "action.added", data: { ...data, id, text, canRerun: false } }],
    say: `added ${id} to ${state.about.drill}`,
  };
}

function decideAction(
  state: ReviewState,
  command: Extract<ReviewCommand, { do: "change" | "done" | "waive" | "reopen" }>,
): ReviewDecision {
  const { drill } = state.about;
  const action = actionOf(state, command.id);
  if (action === undefined)
    return refused(
      state.actions.length === 0
        ? `${drill} has no corrective actions yet`
        : `${drill} has no action "${command.id}"; it has ${state.actions.map(({ id }) => id).join(", ")}`,
      state.actions.length === 0 ? `gameday review ${drill} --owner NAME` : "gameday actions",
    );
  const { id } = action;
  if (command.do === "change")
    return did(
      { type: "action.set", data: { ...command.details, id } },
      `${id} of ${drill} is changed`,
    );
  if (command.do === "reopen") {
    if (action.said === "open")
      return refused(
        `${id} of ${drill} is ${statusOf(action)} and was never called done`,
        "gameday actions",
      );
    return did(
      { type: "action.reopened", data: { id, why: command.why } },
      `${id} of ${drill} is open again`,
    );
  }
  return decideOver(drill, action, command);
}

function decideOver(
  drill: string,
  action: CorrectiveAction,
  command: Extract<ReviewCommand, { do: "done" | "waive" }>,
): ReviewDecision {
  const { id, said, canRerun } = action;
  if (said !== "open")
    return refused(
      `${id} of ${drill} is ${said} already`,
      `gameday actions reopen ${id} "why" --drill ${drill}`,
    );
  if (command.do === "waive")
    return did(
      { type: "action.waived", data: { id, why: command.why } },
      `${id} of ${drill} is waived`,
    );
  const { text } = command;
  return did(
    { type: "action.done", data: { id, ...(text === undefined ? {} : { text }) } },
    `${id} of ${drill} is done${canRerun && statusOf(action) !== "verified" ? "; its rerun has not passed yet" : ""}`,
  );
}

const did = (event: ReviewInput, say: string): ReviewDecision => ({
  ok: true,
  events: [event],
  say,
});

/** Numbers are never given twice: nothing is ever removed. */
function nextId({ actions }: ReviewState, after_: number): string {
  return `a${actions.length + after_ + 1}`;
}

const minute = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;
