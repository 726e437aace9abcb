import type { LoadBin } from "../event/event.ts";
import type { Plan } from "../plan/plan.ts";

/** Who was affected: users of one cohort are the same people in each of its flows, so one affected in two counts once. */
export interface HurtUsers {
  take(bin: LoadBin): void;
  /** How many different users were affected in any of these flows, in these stretches of exercise seconds [from, to). */
  in(flows: readonly string[], stretches: readonly Stretch[]): number;
}

interface Stretch {
  readonly fromSecond: number;
  readonly toSecond: number;
}

/** One second in which users of a flow were affected for the first time. */
interface Hurt {
  readonly second: number;
  readonly users: readonly number[];
  /** Counted by a driver that did not say who: they are added, for nothing tells whether they are the same. */
  readonly unnamed: number;
}

/** Collects who was affected, flow by flow and second by second. */
export function hurtUsers(plan: Plan): HurtUsers {
  const byFlow = new Map<string, Hurt[]>();
  return {
    take: ({ flow, second, newlyHurt, hurt = [] }) => {
      if (newlyHurt === 0) return;
      const seconds = byFlow.get(flow);
      const one = { second, users: hurt, unnamed: newlyHurt - hurt.length };
      if (seconds === undefined) byFlow.set(flow, [one]);
      else seconds.push(one);
    },
    in: (flows, stretches) => {
      const cohorts = new Map<string, Set<number>>();
      let unnamed = 0;
      for (const flow of new Set(flows)) {
        const cohort = cohortOf(plan, flow);
        const together = cohorts.get(cohort) ?? new Set();
        cohorts.set(cohort, together);
        for (const one of byFlow.get(flow) ?? []) {
          if (!stretches.some(({ fromSecond, toSecond }) => one.second >= fromSecond && one.second < toSecond)) continue;
          unnamed += one.unnamed;
          for (const user of one.users) together.add(user);
        }
      }
      return unnamed + [...cohorts.values()].reduce((sum, users) => sum + users.size, 0);
    },
  };
}

/** Flows that a fault adds name their cohort in its parameters; a flow of an unknown cohort shares its users with no other. */
function cohortOf({ scenario, faults }: Plan, flow: string): string {
  const given = scenario.load.flows[flow]?.cohort ?? faults.find(({ id }) => id === flow)?.with["cohort"];
  return typeof given === "string" ? given : `flow ${flow}`;
}
