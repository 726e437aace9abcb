import type { GamedayEvent } from "../../event/event.ts";
import { sevTypes, type SevType } from "../../kernel/sev-type.ts";
import type { Profile, TypeRules } from "../../org/profile.ts";
import type { Slice } from "../slice.ts";

/** What type of SEV people say it is, and which of that type's steps are done. */
export interface Response {
  /** Undefined until it is declared; a declaration that says nothing means the first type. */
  readonly sevType: SevType | undefined;
  /** In the order in which they were done. */
  readonly steps: readonly string[];
}

export const response: Slice<Response> = {
  initial: { sevType: undefined, steps: [] },
  evolve: (state, event) => fold(state, event),
};

function fold(state: Response, event: GamedayEvent): Response {
  if (event.type === "incident.declared" && event.data.sevType !== undefined)
    return { ...state, sevType: event.data.sevType };
  if (event.type === "response.step" && !state.steps.includes(event.data.step))
    return { ...state, steps: [...state.steps, event.data.step] };
  return state;
}

interface Typed {
  readonly profile: Profile;
  readonly response: Response;
}

/** The type of a SEV that is declared without one. */
export const firstType: SevType = sevTypes[0];

/** What its type changes in how it is run. */
export function typeRules({ profile, response: { sevType = firstType } }: Typed): TypeRules {
  return profile.types[sevType];
}

/** The steps of its type that are not done yet, in their order. */
export function openSteps(state: Typed): TypeRules["steps"] {
  return typeRules(state).steps.filter(({ id }) => !state.response.steps.includes(id));
}
