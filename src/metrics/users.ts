import type { LoadBin } from "../event/event.ts";
import type { Plan } from "../plan/plan.ts";

/** Who was hurt: users of one cohort are the same people in each of its flows, so somebody hurt in two counts once. */
export interface HurtUsers {
  take(bin: LoadBin): void;
  /** How many different users were hurt in any of these flows. */
  in(flows: readonly string[]): number;
}

interface Hurt {
  readonly users: Set<number>;
  /** Counted by a driver that did not say who: they are added, for nothing tells whether they are the same. */
  unnamed: number;
}

/** Collects who was hurt, flow by flow. */
export function hurtUsers(plan: Plan): HurtUsers {
  const byFlow = new Map<string, Hurt>();
  return {
    take: ({ flow, newlyHurt, hurt }) => {
      if (newlyHurt === 0) return;
      let kept = byFlow.get(flow);
      if (kept === undefined) byFlow.set(flow, (kept = { users: new Set(), unnamed: 0 }));
      for (const user of hurt ?? []) kept.users.add(user);
      kept.unnamed += newlyHurt - (hurt?.length ?? 0);
    },
    in: (flows) => {
      const cohorts = new Map<string, Set<number>>();
      let unnamed = 0;
      for (const flow of new Set(flows)) {
        const kept = byFlow.get(flow);
        if (kept === undefined) continue;
        unnamed += kept.unnamed;
        const cohort = cohortOf(plan, flow);
        const together = cohorts.get(cohort);
        cohorts.set(cohort, together === undefined ? kept.users : new Set([...together, ...kept.users]));
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
