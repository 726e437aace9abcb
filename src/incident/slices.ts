/** The parts of an incident's state that fold by themselves, by the field that holds them. */
import type { GamedayEvent } from "../event/event.ts";
import { alerts } from "./alerts/state.ts";
import { backpack } from "./backpack/state.ts";
import { exercise } from "./exercise/state.ts";
import { loop } from "./loop/state.ts";
import { messages } from "./messages/state.ts";
import { pages } from "./paging/state.ts";
import type { Slice } from "./slice.ts";
import { response } from "./response/state.ts";
import { story } from "./story/state.ts";
import { team } from "./team/state.ts";

const slices = {
  alerts,
  backpack,
  story,
  pages,
  team,
  loop,
  exercise,
  messages,
  response,
} as const;

type StateOf<S> = S extends Slice<infer State> ? State : never;

export type Slices = { readonly [K in keyof typeof slices]: StateOf<(typeof slices)[K]> };

const all = Object.entries(slices) as readonly [keyof Slices, Slice<unknown>][];

export const initialSlices = Object.fromEntries(
  all.map(([name, { initial }]) => [name, initial]),
) as Slices;

/** The same object when no slice changed. */
export function evolveSlices<S extends Slices>(state: S, event: GamedayEvent): S {
  const changed = all.flatMap(([name, { evolve }]) => {
    const next = evolve(state[name], event);
    return next === state[name] ? [] : [[name, next] as const];
  });
  return changed.length === 0 ? state : { ...state, ...Object.fromEntries(changed) };
}
