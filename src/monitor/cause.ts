import type { Predicate } from "../plan/plan.ts";
import type { MonitorState } from "./state.ts";

/**
 * The seq of the newest sample or bin that a predicate looks at: the evidence for saying that it
 * holds.
 */
export function newestSeq(predicate: Predicate, state: MonitorState): number | undefined {
  if ("not" in predicate) return newestSeq(predicate.not, state);
  if ("all" in predicate) return newest(predicate.all.map((part) => newestSeq(part, state)));
  if ("any" in predicate) return newest(predicate.any.map((part) => newestSeq(part, state)));
  if ("signal" in predicate) return newest([state.signals.get(predicate.signal)?.seq]);
  if ("flow" in predicate) return newest([state.flowSeq.get(predicate.flow)]);
  if ("sli" in predicate) return newestBin(state, [predicate.sli]);
  return "slis" in predicate
    ? newestBin(
        state,
        state.slis.map(({ id }) => id),
      )
    : undefined;
}

/** The seq of the newest bin that one of the SLIs counts. */
export function newestBin(state: MonitorState, slis: readonly string[]): number | undefined {
  const counted = state.slis.filter(({ id }) => slis.includes(id)).flatMap(({ counts }) => counts);
  return newest(counted.map((flow) => state.flowSeq.get(flow)));
}

function newest(seqs: readonly (number | undefined)[]): number | undefined {
  const known = seqs.filter((seq) => seq !== undefined && seq >= 0) as number[];
  return known.length === 0 ? undefined : Math.max(...known);
}
