import { factName, type Facts } from "../event/facts.ts";
import type { Links } from "../fault/fault.ts";
import { proxyName } from "../fault/link-fault.ts";
import type { PlannedFault } from "../plan/plan.ts";
import type { Capture } from "../runtime/runtime.ts";
import type { Drill } from "./drill.ts";
import type { RestoreTarget } from "./restoration.ts";

/**
 * What the faults of a drill touch, and its databases, because people change those while they
 * respond.
 */
export function restoreTargets(drill: Drill): readonly RestoreTarget[] {
  const { plan, ports } = drill;
  const touched = new Map(
    plan.faults.flatMap((fault) => targetsOf(fault, drill)).map((one) => [one.target, one]),
  );
  const databases =
    ports.databaseFacts === undefined
      ? []
      : plan.bringUp.flatMap((item) =>
          "start" in item && plan.scenario.stack[item.start.component]?.kind === "mysql"
            ? [item.start]
            : [],
        );
  for (const { id, component } of databases)
    touched.set(
      `${id} data`,
      ofDatabase(id, async () => (await ports.databaseFacts?.(component, id, drill.stack)) ?? {}),
    );
  return [...touched.values()];
}

function targetsOf(fault: PlannedFault, drill: Drill): readonly RestoreTarget[] {
  const kind = drill.ports.faults.get(fault.fault)?.target;
  if (kind === "link") return [linkTarget(fault.target, drill.links)];
  if (kind === "load") return [ofLoad(drill)];
  const { state } = drill.ports.runtime;
  return state === undefined
    ? []
    : (fault.members ?? [fault.target]).map((id) => ofComponent(id, state));
}

function ofComponent(id: string, state: Capture): RestoreTarget {
  // In the drill's own stack people may stop a component: that is no residue.
  return {
    target: id,
    stays: state.stays(id),
    peoples: (fact) => fact === "running",
    capture: () => state.capture(id),
  };
}

/**
 * A database of our own: people change parameters and accounts to help the users; of tables the
 * scenario says which stay as they are.
 */
function ofDatabase(id: string, capture: () => Promise<Facts>): RestoreTarget {
  return {
    target: `${id} data`,
    stays: false,
    peoples: (fact) => factName(fact).kind !== "table",
    capture,
  };
}

/** A link of the fault proxy that serves these links. */
export function linkTarget(target: string, links: Pick<Links, "proxy">): RestoreTarget {
  return {
    target,
    stays: false,
    peoples: () => false,
    capture: async () => {
      const state = (await links.proxy().snapshot()).find(({ name }) => name === proxyName(target));
      return {
        there: state !== undefined,
        enabled: state?.enabled ?? null,
        upstream: state?.upstream ?? null,
        toxics:
          state?.toxics
            .map(({ name }) => name)
            .toSorted()
            .join(", ") ?? null,
      };
    },
  };
}

function ofLoad(drill: Drill): RestoreTarget {
  const planned = drill.plan.scenario.load.flows;
  const extra = (): readonly string[] =>
    Object.keys(drill.load?.rates() ?? {}).filter((flow) => planned[flow] === undefined);
  return {
    target: "load",
    stays: false,
    peoples: () => false,
    capture: async () => ({ "extra flows": extra().toSorted().join(", ") || "none" }),
  };
}
