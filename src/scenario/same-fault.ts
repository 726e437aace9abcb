/**
 * What a rerun leaves as it is. It proves a fix only when the same fault hits the same users,
 * judged by the same objectives: so it may set nothing that these are made of, directly or through
 * parameters and calibrations.
 */
import { reachesUsers } from "./lint/path-to-sli.ts";
import { isIn, needsOf, placesOf, replicasOf } from "./component.ts";
import { quoted, type Path } from "./mistake.ts";
import { predicatesOf, simple } from "./predicates.ts";
import type { Scenario } from "./schema.ts";
import { namesUsed } from "./template.ts";

/** Why a fix may not set this. */
export interface Objection {
  readonly message: string;
  readonly hint: string;
}

/** A part that must stay as it is, and its name in a sentence. */
interface Part {
  readonly what: string;
  readonly many?: true;
  readonly value: unknown;
}

/** Where a calibration comes in, names are as good as what it measures. */
interface MadeOf {
  readonly params: ReadonlySet<string>;
  /** Component → the calibration that is measured on it. */
  readonly measuredOn: ReadonlyMap<string, string>;
}

/**
 * Why a fix may not set this path; undefined when it may, because the fault, the users and the
 * objectives stay the same.
 */
export function changesTheFault(scenario: Scenario, [part, name]: Path): Objection | undefined {
  for (const { what, many, value } of partsThatStay(scenario)) {
    const verb = many === true ? "are" : "is";
    const { params, measuredOn } = madeOf(value, scenario);
    if (part === "params" && params.has(String(name))) {
      return {
        message: `a rerun cannot change the parameter ${quoted(name)}: ${what} ${verb} made of it`,
        hint: "a rerun repeats the same fault with the fix in place: set what the fix changes in the stack",
      };
    }
    const calibration = part === "stack" ? measuredOn.get(String(name)) : undefined;
    if (calibration !== undefined) {
      return {
        message: `a rerun cannot change ${quoted(name)}: ${quoted(calibration)} is measured on it, and ${what} ${verb} made of that`,
        hint: "make the change with a mitigation and list it in rerun: {first: […]}: those are carried out after calibration",
      };
    }
  }
  return undefined;
}

/**
 * What the fixed scenario no longer lets a fault act on; undefined when each fault has all of its
 * targets.
 */
export function missesTargets(before: Scenario, after: Scenario): Objection | undefined {
  for (const [id, { target }] of Object.entries(before.faults)) {
    if (target === undefined) continue;
    const left = new Set(targets(target, after));
    const gone = targets(target, before).find((each) => !left.has(each));
    const cut = reachesUsers(before, target) && !reachesUsers(after, target);
    if (cut)
      return {
        message: `there would be no path from ${target} to users any more, so the fault ${quoted(id)} could not affect any user`,
        hint: "a rerun repeats the same fault with the fix in place: a fix may add alternative paths, but not remove the one that the fault is on",
      };
    if (gone !== undefined)
      return {
        message: `the fault ${quoted(id)} would no longer act on ${quoted(gone)}`,
        hint: "a rerun repeats the same fault with the fix in place: it may add replicas and locations, but not move or remove the targets of the fault",
      };
  }
  return undefined;
}

/** The replicas and links that a target's name covers, as far as locations and needs decide it. */
function targets(target: string, { stack, links }: Scenario): readonly string[] {
  const [base = target] = target.split("/");
  const link = Object.hasOwn(links, base) ? links[base] : undefined;
  if (link !== undefined) {
    const client = stack[link.from];
    return client !== undefined && needsOf(client).includes(link.to)
      ? [`${base}`, ...replicas(link.to, stack).map((replica) => `${base} to ${replica.id}`)]
      : [];
  }
  if (Object.hasOwn(stack, base)) return replicas(base, stack).map(({ id }) => id);
  return Object.keys(stack)
    .flatMap((component) => replicas(component, stack))
    .filter(({ at }) => isIn(at, target))
    .map(({ id, at }) => `${id} in ${at}`);
}

function replicas(
  component: string,
  stack: Scenario["stack"],
): readonly { id: string; at: string }[] {
  const of = stack[component];
  if (of === undefined) return [];
  const places = placesOf(of);
  return Array.from({ length: replicasOf(of) }, (_, index) => ({
    id: `${component}/${index + 1}`,
    at: places[index % places.length] ?? "",
  }));
}

function partsThatStay({
  faults,
  load,
  slis,
  mustHold,
  baseline,
  abortWhen,
  signals,
  ...rest
}: Scenario): readonly Part[] {
  const judging = predicatesOf({
    faults,
    load,
    slis,
    mustHold,
    baseline,
    abortWhen,
    signals,
    ...rest,
    mustBreak: undefined,
    alerts: {},
    mitigations: {},
  });
  const read = judging
    .flatMap(({ predicate, path }) => [...simple(predicate, path)])
    .flatMap(({ predicate }) => ("signal" in predicate ? [signals[predicate.signal]] : []));
  return [
    ...Object.entries(faults).map(([id, value]) => ({ what: `the fault ${quoted(id)}`, value })),
    ...Object.entries(load.flows).map(([id, value]) => ({ what: `the flow ${quoted(id)}`, value })),
    ...Object.entries(load.journeys).map(([id, value]) => ({
      what: `the journey ${quoted(id)}`,
      value,
    })),
    ...Object.entries(load.cohorts).map(([id, value]) => ({
      what: `the cohort ${quoted(id)}`,
      value,
    })),
    ...Object.entries(slis).map(([id, value]) => ({ what: `the SLI ${quoted(id)}`, value })),
    {
      what: "the objectives of the Test",
      many: true,
      value: [mustHold, baseline, abortWhen, read],
    },
  ];
}

/**
 * Everything by name that a value is made of, through calibrations and the components that these
 * are measured on.
 */
function madeOf(value: unknown, { params, calibrate, stack }: Scenario): MadeOf {
  const found = { params: new Set<string>(), measuredOn: new Map<string, string>() };
  const follow = (of: unknown): void => {
    for (const name of namesUsed(of)) {
      if (Object.hasOwn(params, name)) found.params.add(name);
      const calibration = Object.hasOwn(calibrate, name) ? calibrate[name] : undefined;
      if (calibration === undefined || found.measuredOn.has(calibration.on)) continue;
      found.measuredOn.set(calibration.on, name);
      follow([calibration, stack[calibration.on]]);
    }
  };
  follow(value);
  return found;
}
