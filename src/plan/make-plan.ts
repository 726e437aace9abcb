/** Scenario + seed + catalogue → plan. Pure; the only place that draws random values. */
import { GamedayError } from "../kernel/error.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { incidentName } from "../kernel/id.ts";
import { stream } from "../kernel/random.ts";
import type { Organisation } from "../org/organisation.ts";
import type { Catalog, CatalogFault } from "../scenario/catalog.ts";
import { sampleValues } from "../scenario/check-expressions.ts";
import { defaultHold } from "../scenario/default-hold.ts";
import { isIn } from "../scenario/component.ts";
import { harmlessFaults } from "../scenario/harmless.ts";
import { kindNamed } from "../scenario/schema/component/index.ts";
import { upOrder } from "../scenario/order.ts";
import { applySets, checkSets } from "../scenario/rerun.ts";
import { injectsOfFaults } from "./injects.ts";
import { placeComponents } from "./address.ts";
import { linksAt } from "./place-links.ts";
import { chooseParams } from "./params.ts";
import type {
  Plan,
  PlannedComponent,
  PlannedFault,
  PlannedStart,
  Scenario,
  Value,
} from "./plan.ts";

export interface PlanRequest {
  readonly scenario: Scenario;
  /** Which of its variants the scenario is; undefined when it has none. */
  readonly variant?: string | undefined;
  /** SHA-256 of the scenario's text and of the stack's that it extends, hex. */
  readonly digest: string;
  readonly seed: string;
  /** `attached`: what can be done to containers that are the user's own. */
  readonly runtime: {
    readonly name: string;
    readonly capabilities: ReadonlySet<string>;
    readonly attached?: ReadonlySet<string>;
  };
  /** Divides process durations; 1 when not given. */
  readonly timeScale?: number;
  /** Parameters given by hand; text is read as the type of the default. */
  readonly params?: Readonly<Record<string, Value>>;
  readonly catalog: Catalog;
  readonly organisation: Organisation;
  /** A corrective action: the same fault, run as a Test with the fix in place. */
  readonly rerun?: string | undefined;
}

/**
 * Draws every random value and resolves every reference; refuses what the runtime cannot do
 * before anything is started.
 */
export function makePlan(request: PlanRequest): Plan {
  const { digest, seed, runtime, timeScale = 1, catalog, organisation, rerun } = request;
  if (!Number.isFinite(timeScale) || timeScale <= 0)
    throw new GamedayError("GD-C001", `the time scale must be a number above 0, not ${timeScale}`, {
      hint: "with 6, a target of 15 m becomes 2 m 30 s; 1 changes nothing",
    });
  const given = rerun === undefined ? request.scenario : withoutInjects(request.scenario);
  const { scenario: wanted, first } =
    rerun === undefined ? { scenario: given, first: [] } : withFix(given, rerun);
  const placed = placeComponents(wanted.stack);
  const scenario = spreadFaults(wanted, placed, catalog);
  refuseUnable(scenario, runtime, catalog);
  const params = chooseParams(scenario.params, request.params ?? {});
  refuseHarmless(wanted, params, catalog);
  if (rerun !== undefined)
    refuseOtherFault(
      planFaults(
        spreadFaults(given, placeComponents(given.stack), catalog),
        placeComponents(given.stack),
        catalog,
        broughtBy(given),
      ),
      planFaults(scenario, placed, catalog, broughtBy(wanted)),
      rerun,
    );
  return {
    v: 1,
    scenario,
    ...(request.variant === undefined ? {} : { variant: request.variant }),
    digest,
    seed,
    runtime: runtime.name,
    timeScale,
    profile: organisation.profile.id,
    organisation,
    incidentName: incidentName(stream(seed, "incident-name")),
    params,
    bringUp: order(scenario, placed),
    faults: planFaults(scenario, placed, catalog, broughtBy(wanted)),
    first,
    rerun,
  };
}

function withFix(
  scenario: Scenario,
  name: string,
): { scenario: Scenario; first: readonly string[] } {
  const known = Object.keys(scenario.corrective).filter(
    (each) => scenario.corrective[each]?.rerun !== undefined,
  );
  const rerun = known.includes(name) ? scenario.corrective[name]?.rerun : undefined;
  if (rerun === undefined) {
    const near = didYouMean(name, known);
    const list =
      known.length === 0
        ? "this scenario has no corrective action with a rerun"
        : `those with a rerun: ${known.join(", ")}`;
    throw new GamedayError("GD-S010", `no corrective action "${name}" that can be rerun`, {
      hint: near === undefined ? list : `did you mean "${near}"?\n${list}`,
    });
  }
  const [mistake] = checkSets(scenario, rerun);
  if (mistake !== undefined)
    throw new GamedayError(
      mistake.code,
      `corrective action "${name}": ${mistake.message}`,
      mistake.hint === undefined ? {} : { hint: mistake.hint },
    );
  const { mustBreak: _, ...fixed } = applySets(scenario, rerun);
  return {
    scenario: {
      ...fixed,
      kind: "Test",
      mustHold: scenario.mustHold ?? defaultHold,
      players: { perfect: [], wrong: [] },
    },
    first: rerun.first,
  };
}

/** A Test has no injects, and no faults that only they bring. */
function withoutInjects(scenario: Scenario): Scenario {
  const brought = injectsOfFaults(scenario);
  return {
    ...scenario,
    injects: {},
    faults: Object.fromEntries(Object.entries(scenario.faults).filter(([id]) => !brought.has(id))),
  };
}

/** The inject that brings a fault, or one of the several that it was spread into. */
function broughtBy({ injects, faults }: Scenario): (id: string) => string | undefined {
  const brought = injectsOfFaults({ injects });
  return (id) => brought.get(Object.hasOwn(faults, id) ? id : id.replace(/-\d+(-x)*$/, ""));
}

/**
 * With parameters as they are given: a fault that the file's own values make felt may not be with
 * these.
 */
function refuseHarmless(
  scenario: Scenario,
  params: Readonly<Record<string, Value>>,
  catalog: Catalog,
): void {
  const [mistake] = harmlessFaults(scenario, catalog, { ...sampleValues(scenario), ...params });
  if (mistake !== undefined)
    throw new GamedayError(
      mistake.code,
      `${mistake.path.join(".")}: ${mistake.message}`,
      mistake.hint === undefined ? {} : { hint: mistake.hint },
    );
}

/** A fix may add targets, and must leave every fault all of those that it had. */
function refuseOtherFault(
  before: readonly PlannedFault[],
  after: readonly PlannedFault[],
  rerun: string,
): void {
  const lost = before.find((fault) => !after.some((other) => isSame(fault, other)));
  if (lost !== undefined)
    throw new GamedayError(
      "GD-S024",
      `corrective action "${rerun}": with it in place the fault "${lost.id}" would not act on all of ${[lost.target, ...(lost.members ?? [])].join(", ")}`,
      {
        hint: "a rerun repeats the same fault with the fix in place: it may add replicas and locations, but not move or remove the targets of the fault",
      },
    );
}

/** Is the second the first, on at least the same targets? */
function isSame(a: PlannedFault, b: PlannedFault): boolean {
  const covers = (mine: readonly string[] = [], theirs: readonly string[] = []): boolean =>
    mine.every((id) => theirs.includes(id));
  const { atMs, forMs, fault } = a;
  return (
    b.fault === fault &&
    b.atMs === atMs &&
    b.forMs === forMs &&
    JSON.stringify(a.with) === JSON.stringify(b.with) &&
    (a.target === b.target || a.target === b.target.replace(/\/1$/, "")) &&
    covers(a.members, b.members) &&
    covers(a.leaving, b.leaving)
  );
}

/**
 * A fault on what has several replicas, a component or a link to one, becomes one fault for each,
 * `name-1`, `name-2`, each with its own undo.
 */
function spreadFaults(
  scenario: Scenario,
  placed: ReadonlyMap<string, readonly PlannedComponent[]>,
  catalog: Catalog,
): Scenario {
  const faults = Object.entries(scenario.faults).flatMap(([name, planned]) => {
    const targets = targetsOf(
      planned.target ?? "",
      catalog.faults.get(planned.fault)?.target,
      scenario,
      placed,
    );
    if (targets.length < 2) return [[name, planned] as const];
    return targets.map(
      (target, index) =>
        [free(`${name}-${index + 1}`, scenario.faults), { ...planned, target }] as const,
    );
  });
  return { ...scenario, faults: Object.fromEntries(faults) };
}

/**
 * The single things that a target's name stands for: `api` → `api/1`, `api/2`; a link to it
 * likewise.
 */
function targetsOf(
  target: string,
  at: CatalogFault["target"] | undefined,
  { links }: Scenario,
  placed: ReadonlyMap<string, readonly PlannedComponent[]>,
): readonly string[] {
  if (at === "load") return ["load"];
  if (at === "group" || at === "links") return [target];
  if (at !== "link")
    return placed.get(target)?.map(({ id }) => id) ?? orItself(target, membersOf(target, placed));
  const replicas = placed.get(links[target]?.to ?? "") ?? [];
  return replicas.length < 2 ? [target] : replicas.map(({ replica }) => `${target}/${replica}`);
}

/** The name itself when the scenario does not list it: a replica, which has a name of its own. */
const orItself = (target: string, members: readonly string[]): readonly string[] =>
  members.length === 0 ? [target] : members;

function free(name: string, taken: Scenario["faults"]): string {
  return Object.hasOwn(taken, name) ? free(`${name}-x`, taken) : name;
}

function refuseUnable(
  scenario: Scenario,
  { name, capabilities, attached = capabilities }: PlanRequest["runtime"],
  catalog: Catalog,
): void {
  const isAttached = (target = ""): boolean =>
    scenario.stack[target.split("/")[0] ?? ""]?.kind === "container";
  const needs: { what: string; need: string; of?: ReadonlySet<string> }[] = [
    ...Object.entries(scenario.stack).flatMap(([id, { kind }]) =>
      kindNamed(kind).image === "itself" ? [{ what: `the component "${id}"`, need: kind }] : [],
    ),
    ...Object.values(scenario.faults).flatMap(({ fault, target }) =>
      (catalog.faults.get(fault)?.needs ?? []).map((need) => ({
        what: `the fault "${fault}"`,
        need,
        of: isAttached(target) ? attached : capabilities,
      })),
    ),
  ];
  const unmet = needs.find(({ need, of = capabilities }) => !of.has(need));
  if (unmet === undefined) return;
  const { what, need, of = capabilities } = unmet;
  throw new GamedayError(
    "GD-S016",
    `${what} needs "${need}", which the runtime "${name}" cannot do`,
    { hint: `it can: ${[...of].join(", ") || "nothing"}; choose another with --runtime` },
  );
}

function order(
  scenario: Scenario,
  placed: ReadonlyMap<string, readonly PlannedComponent[]>,
): readonly PlannedStart[] {
  const found = upOrder(scenario);
  if ("stuck" in found)
    throw new GamedayError("GD-S020", `circular dependency: ${found.stuck.join(", ")}`);
  return found.order.flatMap((step): readonly PlannedStart[] =>
    "calibrate" in step ? [step] : (placed.get(step.component) ?? []).map((start) => ({ start })),
  );
}

function planFaults(
  scenario: Scenario,
  placed: ReadonlyMap<string, readonly PlannedComponent[]>,
  catalog: Catalog,
  broughtWith: (id: string) => string | undefined,
): readonly PlannedFault[] {
  const faults = Object.entries(scenario.faults).map(
    ([id, { fault, target = "", at, for: forMs, with: parameters }]): PlannedFault => {
      if (!catalog.faults.has(fault))
        throw new GamedayError("GD-S014", `unknown fault "${fault}"`, {
          hint: `faults: ${[...catalog.faults.keys()].join(", ")}`,
        });
      // `db/1` is `db` where there is but one.
      const base = target.replace(/\/1$/, "");
      const targets = targetsOf(base, catalog.faults.get(fault)?.target, scenario, placed);
      const instance = targets.length === 1 ? (targets[0] ?? target) : target;
      const kind = catalog.faults.get(fault)?.target;
      const links =
        kind === "links" ? linksAt(base, parameters["from"], scenario.links, placed) : {};
      const together = kind === "group" ? { members: membersOf(base, placed) } : links;
      const inject = broughtWith(id);
      return {
        id,
        fault,
        target: instance,
        ...together,
        atMs: at,
        forMs,
        with: parameters,
        ...(inject === undefined ? {} : { inject }),
      };
    },
  );
  return faults.toSorted((a, b) => a.atMs - b.atMs);
}

/** Who is meant by a component, one of its replicas, a region, a zone or a rack. */
function membersOf(
  target: string,
  placed: ReadonlyMap<string, readonly PlannedComponent[]>,
): readonly string[] {
  const all = [...placed.values()].flat();
  const named = all.filter(({ id, component }) => id === target || component === target);
  return (named.length > 0 ? named : all.filter(({ at }) => isIn(at, target))).map(({ id }) => id);
}
