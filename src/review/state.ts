/** A drill's review and its corrective actions, as a fold over what was written after its end. */
import { mayFollow, type IncidentStep } from "../incident/transition.ts";
import type {
  About,
  ActionType,
  Priority,
  ReviewEvent,
  ReviewEventData,
  ReviewStatus,
} from "./event.ts";

export interface CorrectiveAction {
  /** `a1`; unique within the drill. */
  readonly id: string;
  readonly text: string;
  readonly type: ActionType;
  readonly priority: Priority;
  readonly owner: string | null;
  readonly due: string | null;
  readonly link: string | null;
  /** The scenario's corrective action that it is; null for one that people added. */
  readonly corrective: string | null;
  readonly canRerun: boolean;
  /** What people said; a rerun that passed says more, see `statusOf`. */
  readonly said: "open" | "done" | "waived";
  /** Of a waiver, or of one that was taken up again. */
  readonly why: string | null;
  /** The newest rerun of the fault with it in place. */
  readonly rerun: Omit<ReviewEventData["action.reran"], "id"> | null;
}

export type ActionStatus = "open" | "done" | "verified" | "waived";

export interface ReviewState {
  readonly about: About;
  readonly state: IncidentStep;
  readonly owner: string | null;
  readonly due: string | null;
  readonly meeting: string | null;
  readonly status: ReviewStatus | null;
  readonly actions: readonly CorrectiveAction[];
}

/**
 * A drill after its end, before anyone has written anything. Whatever its people had left open, its
 * end has resolved: everything is healed. Only what was merged belongs to another incident.
 */
export function initialReview(about: About): ReviewState {
  const { leftIn } = about;
  return {
    about,
    state: leftIn === "merged" || mayFollow(leftIn, "reviewing") ? leftIn : "resolved",
    owner: null,
    due: null,
    meeting: null,
    status: null,
    actions: [],
  };
}

/** Rerun and passed beats what people say of it. */
export function statusOf({ said, rerun }: CorrectiveAction): ActionStatus {
  return rerun?.verdict === "pass" ? "verified" : said;
}

type Change = Pick<ReviewEvent, "type" | "data">;

/** The state after one more event; undefined before the first, which says which drill it is. */
export function evolve(state: ReviewState | undefined, event: Change): ReviewState | undefined {
  const { type, data } = event as ReviewEvent;
  if (type === "log.begun") return state ?? initialReview(data);
  if (state === undefined) return undefined;
  switch (type) {
    case "review.set":
      return { ...state, ...data };
    case "incident.state":
      return {
        ...state,
        state: data.state,
        status: data.state === "reviewing" ? (state.status ?? "draft") : state.status,
      };
    case "action.added":
      return { ...state, actions: [...state.actions, added(data)] };
    case "action.set":
      return changed(state, data.id, () => data);
    case "action.done":
      return changed(state, data.id, () => ({ said: "done", why: data.text ?? null }));
    case "action.waived":
      return changed(state, data.id, () => ({ said: "waived", why: data.why }));
    case "action.reopened":
      return changed(state, data.id, () => ({ said: "open", why: data.why }));
    case "action.reran": {
      const { id, ...rerun } = data;
      return changed(state, id, () => ({ rerun }));
    }
    default:
      return type satisfies never;
  }
}

function added(data: ReviewEventData["action.added"]): CorrectiveAction {
  const nothing = { corrective: null, owner: null, due: null, link: null, why: null, rerun: null };
  return { ...nothing, ...data, said: "open" };
}

function changed(
  state: ReviewState,
  id: string,
  change: (action: CorrectiveAction) => Partial<CorrectiveAction>,
): ReviewState {
  return {
    ...state,
    actions: state.actions.map((action) =>
      action.id === id ? { ...action, ...change(action) } : action,
    ),
  };
}

/** The action that a word means: its id, or the name of the scenario's corrective action. */
export function actionOf(state: ReviewState, word: string): CorrectiveAction | undefined {
  const plain = word.trim().toLowerCase();
  return (
    state.actions.find(({ id }) => id === plain) ??
    state.actions.find(({ corrective }) => corrective === word.trim())
  );
}
