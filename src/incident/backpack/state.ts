import type { GamedayEvent } from "../../event/event.ts";
import type { Slice } from "../slice.ts";

/** The evidence backpack: what is proved, and what had to be hinted at. */
export interface Backpack {
  readonly proved: readonly string[];
  readonly hints: readonly { readonly about: string; readonly text: string }[];
}

export const backpack: Slice<Backpack> = { initial: { proved: [], hints: [] }, evolve };

function evolve(state: Backpack, event: GamedayEvent): Backpack {
  switch (event.type) {
    case "evidence.proved":
      return state.proved.includes(event.data.evidence)
        ? state
        : { ...state, proved: [...state.proved, event.data.evidence] };
    case "hint.given": {
      const { about, text } = event.data;
      return { ...state, hints: [...state.hints, { about, text }] };
    }
    default:
      return state;
  }
}
