import type { LoadBin } from "../event/load.ts";
import type { Plan } from "../plan/plan.ts";
import { isSimulated } from "../plan/runtime-names.ts";

/**
 * Who was affected: users of one cohort are the same people in each of its flows, so one affected
 * in two counts once.
 */
export interface HurtUsers {
  take(bin: LoadBin): void;
  /**
   * How many different users were affected in any of these flows, in these stretches of exercise
   * seconds [from, to). Null where a k6 script lost requests: it does not say whose.
   */
  in(flows: readonly string[], stretches: readonly Stretch[]): number | null;
}

interface Stretch {
  readonly fromSecond: number;
  readonly toSecond: number;
}

/** One second in which users of a flow were affected for the first time. */
interface Hurt {
  readonly second: number;
  readonly users: readonly number[];
  /**
   * Counted by a driver that did not say who: they are added, because it is unknown whether they
   * are the same.
   */
  readonly unnamed: number;
}

/** Collects who was affected, flow by flow and second by second. */
export function hurtUsers(plan: Plan): HurtUsers {
  const byFlow = new Map<string, Hurt[]>();
  const untold: { readonly flow: string; readonly second: number }[] = [];
  return {
    take: ({ flow, second, offered, good, newlyHurt, hurt = [] }) => {
      if (good < offered && isScript(plan, flow)) untold.push({ flow, second });
      if (newlyHurt === 0) return;
      const seconds = byFlow.get(flow);
      const one = { second, users: hurt, unnamed: newlyHurt - hurt.length };
      if (seconds === undefined) byFlow.set(flow, [one]);
      else seconds.push(one);
    },
    in: (flows, stretches) => {
      if (untold.some(({ flow, second }) => flows.includes(flow) && isIn(stretches, second)))
        return null;
      const cohorts = new Map<string, Set<number>>();
      let unnamed = 0;
      for (const flow of new Set(flows)) {
        const cohort = cohortOf(plan, flow);
        const together = cohorts.get(cohort) ?? new Set();
        cohorts.set(cohort, together);
        for (const one of byFlow.get(flow) ?? []) {
          if (!isIn(stretches, one.second)) continue;
          unnamed += one.unnamed;
          for (const user of one.users) together.add(user);
        }
      }
      return unnamed + [...cohorts.values()].reduce((sum, users) => sum + users.size, 0);
    },
  };
}

const isIn = (stretches: readonly Stretch[], second: number): boolean =>
  stretches.some(({ fromSecond, toSecond }) => second >= fromSecond && second < toSecond);

/**
 * Does a k6 script of the user's own send this flow? A simulated load knows its users all the same.
 */
function isScript({ scenario, runtime }: Plan, flow: string): boolean {
  const journey = scenario.load.flows[flow]?.journey;
  return (
    !isSimulated(runtime) &&
    journey !== undefined &&
    scenario.load.journeys[journey]?.script !== undefined
  );
}

/**
 * Flows that a fault adds name their cohort in its parameters; a flow of an unknown cohort shares
 * its users with no other.
 */
function cohortOf({ scenario, faults }: Plan, flow: string): string {
  const given =
    scenario.load.flows[flow]?.cohort ?? faults.find(({ id }) => id === flow)?.with["cohort"];
  return typeof given === "string" ? given : `flow ${flow}`;
}
