import type { EventInput } from "../event/event.ts";
import type { Evaluated, Mitigation as Written } from "../plan/plan.ts";
import { newestSeq } from "./cause.ts";
import { holds } from "./predicate.ts";
import { isBelow } from "./sli.ts";
import type { LiveMonitor } from "./state.ts";

type Mitigation = Evaluated<Written>;

export type ActionInput = Extract<EventInput, { type: "action.detected" }>;

/**
 * What people did, as far as its effect shows: a listed mitigation verified, a wrong or harmful
 * turn detected, each once. Only what *becomes* true while the drill is on counts: it must have
 * been seen not to hold since the first fault, so neither a healthy stack nor something done
 * before it is taken for a deed.
 */
export function concludeActions(state: LiveMonitor, exMs: number): ActionInput[] {
  if (state.firstFaultAt === undefined || state.healAt !== undefined) return [];
  const inputs: ActionInput[] = [];
  for (const id in state.scenario.mitigations) {
    const mitigation = state.scenario.mitigations[id];
    const sign = mitigation === undefined ? undefined : signOf(mitigation);
    if (mitigation === undefined || sign === undefined || state.detected.has(id)) continue;
    const answer = holds(sign, state, exMs);
    if (answer === false) state.seenNot.add(id);
    if (
      answer !== true ||
      !state.seenNot.has(id) ||
      (isCure(mitigation) && !mayVerify(state, exMs))
    )
      continue;
    const cause = newestSeq(sign, state);
    inputs.push({
      type: "action.detected",
      sees: "truth",
      at: exMs,
      ...(cause !== undefined && { cause }),
      data: {
        mitigation: id,
        kind: mitigation.kind,
        ...(mitigation.cost !== undefined && { cost: mitigation.cost }),
      },
    });
  }
  return inputs;
}

const isCure = ({ kind }: Pick<Mitigation, "kind">): boolean =>
  kind === "correct" || kind === "partial";
const signOf = (mitigation: Mitigation): Mitigation["verify"] =>
  isCure(mitigation) ? mitigation.verify : mitigation.detect;

/**
 * A cure is often verified by its effect, and the end of a fault has the same effect. So it is
 * verified only while a fault is active, or when all have ended and the users still suffered a
 * whole hold later: then the end did not help.
 */
function mayVerify(state: LiveMonitor, exMs: number): boolean {
  let lastEnd = 0;
  for (const { appliedAt, endedAt, spentAt } of state.faults.values()) {
    if (appliedAt === undefined) continue;
    const end = endedAt ?? spentAt;
    if (end === undefined) return true;
    lastEnd = Math.max(lastEnd, end);
  }
  const after = Math.floor(lastEnd / 1_000) + state.holdSeconds;
  return exMs > after * 1_000 && state.slis.some((sli) => isBelow(sli, after - 5, after));
}
