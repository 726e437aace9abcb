import type { EventData, GamedayEvent } from "../event/event.ts";
import type { Scenario } from "../plan/plan.ts";

/** A listed action that the tool saw: a cure verified, or a wrong turn detected. */
export interface ActionRecord {
  readonly mitigation: string;
  readonly title: string;
  readonly kind: EventData["action.detected"]["kind"];
  readonly atMs: number;
  readonly seq: number;
  readonly cost: string | null;
}

/** Collects what people did, as far as its effect showed. */
export function actionRecords(): {
  take(event: GamedayEvent): void;
  done(scenario: Scenario): { mitigations: ActionRecord[]; wrongTurns: ActionRecord[] };
} {
  const seen = new Map<string, Omit<ActionRecord, "title">>();
  const take = (event: GamedayEvent): void => {
    if (event.type !== "action.detected" || seen.has(event.data.mitigation)) return;
    const { mitigation, kind, cost } = event.data;
    seen.set(mitigation, { mitigation, kind, atMs: event.at, seq: event.seq, cost: cost ?? null });
  };
  const done = (
    scenario: Scenario,
  ): { mitigations: ActionRecord[]; wrongTurns: ActionRecord[] } => {
    const all = [...seen.values()].map((one) => {
      const listed = scenario.mitigations[one.mitigation];
      return {
        ...one,
        title: listed?.title ?? one.mitigation,
        cost: one.cost ?? listed?.cost ?? null,
      };
    });
    const isCure = ({ kind }: ActionRecord): boolean => kind === "correct" || kind === "partial";
    return { mitigations: all.filter(isCure), wrongTurns: all.filter((one) => !isCure(one)) };
  };
  return { take, done };
}
