import type { Queued, Texts } from "./queue.ts";

/** What became of a drill's texts, in numbers. */
export interface Tally {
  readonly sent: number;
  /** Refused, or given up. */
  readonly failed: number;
  /** May have arrived. */
  readonly unclear: number;
  /** Not sent yet. */
  readonly left: number;
}

/** A text that is in flight while no one sends it any more counts as unclear. */
export function tallyOf(texts: Texts): Tally {
  const count = (...states: readonly Queued["state"][]): number =>
    [...texts.values()].filter(({ state }) => states.includes(state)).length;
  return {
    sent: count("sent"),
    failed: count("refused", "gave-up"),
    unclear: count("unclear", "in-flight"),
    left: count("waiting"),
  };
}

/** "3 sent, 1 failed, 2 left". */
export function tallyText({ sent, failed, unclear, left }: Tally): string {
  const rest = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unclear > 0 ? [`${unclear} may have arrived`] : []),
    ...(left > 0 ? [`${left} left`] : []),
  ];
  return [`${sent} sent`, ...rest].join(", ");
}
