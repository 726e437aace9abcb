import { isDeepStrictEqual } from "node:util";
import { blindName } from "../../event/visible.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { Plan } from "../../plan/plan.ts";
import { isSimulated } from "../../plan/runtime-names.ts";
import { readPlan } from "./read-plan.ts";
import { findRun, type FoundRun } from "../../register/find-run.ts";
import type { Paths } from "../../register/paths.ts";
import { Registry } from "../../register/registry.ts";
import { summaryOf } from "../../register/run-summaries.ts";

/**
 * The drill that a rerun proves something for: the named one, else the newest of the same scenario,
 * variant and parameters in which a fault was applied. None when there is no such drill: the rerun
 * is then a Test of its own. GD-C001 with the reason when the named one does not match.
 */
export function drillToProve(
  paths: Paths,
  cwd: string,
  plan: Plan,
  named: string | undefined,
): { readonly drill?: string } {
  if (named !== undefined) {
    const found = findRun(paths, named, cwd);
    const why = unfit(found, plan);
    if (why !== undefined)
      throw new GamedayError(
        "GD-C001",
        `a rerun of ${plan.rerun ?? ""} proves nothing for ${found.drill}: ${why}`,
        {
          hint: `gameday history ${plan.scenario.id} lists its drills; default of --of: the latest that fits`,
        },
      );
    return { drill: found.drill };
  }
  const registry = new Registry(paths.state);
  const newest = registry
    .list()
    .findLast(
      (entry) =>
        entry.kind !== "fault" &&
        (entry.scenario === plan.scenario.id || entry.scenario === blindName) &&
        registry.life(entry) === "ended" &&
        fits(entry, plan),
    );
  return newest === undefined ? {} : { drill: newest.drill };
}

/** A deleted or damaged folder belongs to no drill that a rerun could prove anything for. */
function fits(run: FoundRun, plan: Plan): boolean {
  try {
    return unfit(run, plan) === undefined;
  } catch {
    return false;
  }
}

/**
 * What differed in the file when the drill ran, among the parts that a rerun must not change;
 * undefined when nothing differed.
 */
function otherPart(own: Plan, plan: Plan): string | undefined {
  if (own.digest === plan.digest) return undefined;
  const parts: Readonly<Record<string, (of: Plan) => unknown>> = {
    // A fix may add replicas, and each replica has its own copy of the fault.
    faults: ({ faults }) => [
      ...new Set(
        faults.map(({ fault, atMs, forMs, with: parameters }) =>
          JSON.stringify([fault, atMs, forMs, parameters]),
        ),
      ),
    ],
    users: ({ scenario: { load } }) => load,
    SLIs: ({ scenario: { slis } }) => slis,
    calibrations: ({ scenario: { calibrate } }) => calibrate,
    links: ({ scenario: { links } }) => links,
  };
  return Object.keys(parts).find(
    (name) => !isDeepStrictEqual(plain(parts[name]?.(own)), plain(parts[name]?.(plan))),
  );
}

/** As it reads back from a file. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function unfit({ runFolder }: FoundRun, plan: Plan): string | undefined {
  const own = readPlan(runFolder);
  if (own.scenario.id !== plan.scenario.id) return `it is of the scenario ${own.scenario.id}`;
  if (own.rerun !== undefined) return `it is itself a rerun, of ${own.rerun}`;
  if (own.scenario.version !== plan.scenario.version)
    return `it is of version ${own.scenario.version} of the scenario, this is version ${plan.scenario.version}`;
  if (own.variant !== plan.variant)
    return `it is of ${own.variant === undefined ? "no variant" : `the variant ${own.variant}`}`;
  if (isSimulated(own.runtime) !== isSimulated(plan.runtime)) return `one of them is simulated`;
  const changed = Object.keys(plan.params).find(
    (name) => String(own.params[name]) !== String(plan.params[name]),
  );
  // A fix may be a parameter: the rerun tests what the corrective action sets.
  const set =
    plan.rerun === undefined ? {} : (plan.scenario.corrective[plan.rerun]?.rerun?.set ?? {});
  if (
    changed !== undefined &&
    !Object.keys(set).some((path) => path.split(".")[1] === changed && path.startsWith("params."))
  )
    return `its ${changed} was ${String(own.params[changed])}, here it is ${String(plan.params[changed])}`;
  const other = otherPart(own, plan);
  if (other !== undefined)
    return `its ${other} are not the same as here: the file was changed since`;
  return summaryOf(runFolder).moments.fault === null ? "no fault was applied in it" : undefined;
}
