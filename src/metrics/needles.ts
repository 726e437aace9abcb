import type { GamedayEvent } from "../event/event.ts";
import type { Plan } from "../plan/plan.ts";

/** Alerts that point at the cause, and which of them were picked out. Exercise milliseconds. */
export interface NeedleRecord {
  readonly needles: readonly {
    readonly alert: string;
    readonly firedMs: number;
    readonly pickedMs: number | null;
  }[];
  /** Of those that fired, how many were picked out: 0 to 1. */
  readonly recall: number;
  /** Everything that fired, copies included. */
  readonly fired: number;
}

/**
 * A needle is picked out when it is acknowledged on its own: to acknowledge everything finds
 * nothing. Null where the scenario marks none, or none fired.
 */
export function needleRecord({ scenario }: Pick<Plan, "scenario">): {
  take(event: GamedayEvent): void;
  done(): NeedleRecord | null;
} {
  const found = new Map<string, { firedMs: number; pickedMs: number | null }>();
  let fired = 0;
  const isNeedle = (alert: string): boolean =>
    Object.hasOwn(scenario.alerts, alert) && scenario.alerts[alert]?.needle === true;
  const take = (event: GamedayEvent): void => {
    if (event.type === "alert.fired") {
      fired += 1;
      const { alert } = event.data;
      if (isNeedle(alert) && !found.has(alert))
        found.set(alert, { firedMs: event.at, pickedMs: null });
    }
    if (event.type === "alert.grouped")
      fired += Object.values(event.data.counts).reduce((sum, count) => sum + count, 0);
    if (event.type !== "alert.acked") return;
    const [alert = "", ...others] = event.data.alerts;
    const needle = found.get(alert);
    if (needle !== undefined && others.length === 0 && event.data.into === undefined)
      needle.pickedMs ??= event.at;
  };
  const done = (): NeedleRecord | null => {
    const needles = [...found].map(([alert, times]) => ({ alert, ...times }));
    const picked = needles.filter(({ pickedMs }) => pickedMs !== null).length;
    return needles.length === 0 ? null : { needles, recall: picked / needles.length, fired };
  };
  return { take, done };
}
