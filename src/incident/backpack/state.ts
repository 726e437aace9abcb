import type { GamedayEvent } from "../../event/event.ts";
import type { Slice } from "../slice.ts";

/** The evidence backpack: what is proved, and what had to be hinted at. */
export interface Backpack {
  readonly proved: readonly string[];
  /** No longer to be proved; the event that shows what there was to see, where one does. */
  readonly retired: Readonly<Record<string, { readonly recorded: number | undefined }>>;
  /** Commands that people have looked with, newest last. */
  readonly looks: readonly string[];
  readonly hints: readonly { readonly about: string; readonly text: string }[];
}

/** Can it still be proved, by a look or by what is on record? */
export function isOpen({ proved, retired }: Backpack, evidence: string): boolean {
  const gone = retired[evidence];
  return !proved.includes(evidence) && (gone === undefined || gone.recorded !== undefined);
}

export const backpack: Slice<Backpack> = {
  initial: { proved: [], retired: {}, looks: [], hints: [] },
  evolve,
};

function evolve(state: Backpack, event: GamedayEvent): Backpack {
  switch (event.type) {
    case "evidence.proved":
      return state.proved.includes(event.data.evidence)
        ? state
        : { ...state, proved: [...state.proved, event.data.evidence] };
    case "evidence.retired": {
      const { evidence, recorded } = event.data;
      return { ...state, retired: { ...state.retired, [evidence]: { recorded } } };
    }
    case "evidence.refused":
      return withLook(state, event.data.artefact.command);
    case "tool.used":
      return withLook(state, event.data.detail ?? event.data.summary);
    case "hint.given": {
      const { about, text } = event.data;
      return { ...state, hints: [...state.hints, { about, text }] };
    }
    default:
      return state;
  }
}

const mostLooks = 100;

function withLook(state: Backpack, command: string): Backpack {
  return { ...state, looks: [...state.looks, command].slice(-mostLooks) };
}
