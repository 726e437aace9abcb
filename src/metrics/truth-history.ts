import type { GamedayEvent } from "../event/event.ts";
import type { ContainedBy, TruthState } from "../event/truth.ts";
import type { ImpactWindow } from "./impact.ts";

export interface TruthStep {
  readonly state: TruthState;
  readonly atMs: number;
  /** When it was known: `contained` is known when its hold is over. */
  readonly knownMs: number;
  readonly seq: number;
  readonly by: ContainedBy | null;
  readonly detail: string;
}

export interface TruthRecord {
  readonly steps: readonly TruthStep[];
  /** The state of the users at the end. */
  readonly now: TruthState | null;
  readonly contained: { readonly atMs: number; readonly by: ContainedBy } | null;
  readonly recurrences: number;
}

/** Collects what the engine knew, and the windows in which users were affected. */
export function truthHistory(): {
  take(event: GamedayEvent): void;
  record(): TruthRecord;
  windows(endSecond: number): ImpactWindow[];
} {
  const steps: TruthStep[] = [];
  let impactSecond: number | undefined;
  const take = (event: GamedayEvent): void => {
    if (event.type === "impact.started") impactSecond ??= event.data.second;
    if (event.type !== "truth.changed") return;
    const { state, by, detail } = event.data;
    steps.push({
      state,
      atMs: event.at,
      knownMs: event.ex,
      seq: event.seq,
      by: by ?? null,
      detail,
    });
  };
  const record = (): TruthRecord => {
    const last = steps.findLast(({ state }) => state === "contained" || state === "recurred");
    return {
      steps,
      now: steps.at(-1)?.state ?? null,
      contained: last?.state === "contained" ? { atMs: last.atMs, by: last.by ?? "players" } : null,
      recurrences: steps.filter(({ state }) => state === "recurred").length,
    };
  };
  const windows = (endSecond: number): ImpactWindow[] => {
    const found: ImpactWindow[] = [];
    let from = impactSecond;
    for (const { state, atMs, by } of steps) {
      const second = Math.floor(atMs / 1_000);
      if (state === "contained" && from !== undefined) {
        found.push({ fromSecond: from, toSecond: second, open: false, endedBy: by });
        from = undefined;
      }
      if (state === "recurred") from = second;
    }
    if (from !== undefined)
      found.push({
        fromSecond: from,
        toSecond: Math.max(from, endSecond),
        open: true,
        endedBy: null,
      });
    return found;
  };
  return { take, record, windows };
}
