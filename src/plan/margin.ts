import { namesUsed } from "../scenario/template.ts";
import type { Plan, Value } from "./plan.ts";
import { resolveScenario } from "./resolve.ts";

/** When the plan does not say in requests by how much its faults exceed what was measured. */
export const defaultMargin = 1.5;

export interface Margin {
  /**
   * How many times as fast the machine may become before the faults may no longer hurt; above 1.
   */
  readonly times: number;
  /** The load that it follows from, requests per second; absent for the default. */
  readonly offered?: {
    readonly fault: string;
    readonly perSecond: number;
    readonly calibration: string;
  };
}

/**
 * How far the load of a plan's faults is above the capacity that it was calibrated to: the rates
 * that its expressions give for these values, over the measured capacity in them. The largest
 * counts; rates below the capacity hurt by something else.
 */
export function marginOf(plan: Plan, values: Readonly<Record<string, Value>>): Margin {
  const { faults } = resolveScenario(plan, values);
  const found = Object.entries(plan.scenario.faults).flatMap(
    ([fault, { with: given }]): Margin[] => {
      const perSecond = Number(faults[fault]?.with["perSecond"]);
      return [...namesUsed(given["perSecond"])].flatMap((calibration) => {
        const capacity =
          plan.scenario.calibrate[calibration] === undefined
            ? Number.NaN
            : Number(values[calibration]);
        return perSecond > capacity
          ? [{ times: perSecond / capacity, offered: { fault, perSecond, calibration } }]
          : [];
      });
    },
  );
  return found.toSorted((a, b) => b.times - a.times)[0] ?? { times: defaultMargin };
}
