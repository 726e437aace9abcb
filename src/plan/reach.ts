/**
 * What lies between faults and users: where a change of the stack can have helped anybody. Pure,
 * from the plan alone.
 */
import { kindOf } from "../scenario/schema/component/index.ts";
import type { Plan, PlannedFault, Scenario } from "./plan.ts";

export interface Reach {
  /**
   * Components affected by a fault, those that need one of them on the path from the users, and
   * database servers that replicate with any of these.
   */
  readonly path: ReadonlySet<string>;
  /** Everything that users' requests can come through: a route may lead around what is broken. */
  readonly users: ReadonlySet<string>;
}

/**
 * The components of a plan by how they relate to its faults and its users' requests. If no
 * component says what it needs, as with a user's own containers, the links between them are
 * unknown, and all of them count.
 */
export function reachOf({ scenario, faults }: Pick<Plan, "scenario" | "faults">): Reach {
  const { stack } = scenario;
  const all = new Set(Object.keys(stack));
  if (Object.values(stack).every((of) => !("needs" in of) || (of.needs ?? []).length === 0))
    return { path: all, users: all };
  const users = closure(scenario, entriesOf(scenario));
  const struck = new Set(faults.flatMap((fault) => struckBy(fault, scenario)));
  const between = [...users].filter((component) =>
    [...closure(scenario, [component])].some((one) => struck.has(one)),
  );
  const path = new Set([...struck, ...between]);
  return {
    path: new Set([...path, ...[...path].flatMap((component) => partnersOf(component, scenario))]),
    users,
  };
}

/** `api` of `api/2`. */
export const baseOf = (id: string): string => id.replace(/\/\d+$/, "");

/** What the requests that an SLI counts go to. */
function entriesOf({ slis, load }: Scenario): readonly string[] {
  const flows = Object.values(slis).flatMap(({ counts }) => counts);
  return flows.flatMap((flow) => load.journeys[load.flows[flow]?.journey ?? ""]?.to ?? []);
}

/** These components and everything that they need, directly or not. */
function closure({ stack }: Scenario, from: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = from.filter((component) => stack[component] !== undefined);
  for (let component = waiting.pop(); component !== undefined; component = waiting.pop()) {
    if (seen.has(component)) continue;
    seen.add(component);
    const of = stack[component];
    if (of !== undefined && "needs" in of) waiting.push(...(of.needs ?? []));
  }
  return seen;
}

/** A component and everything that it needs, directly or not. */
export function componentsBehind(component: string, scenario: Scenario): readonly string[] {
  return [...closure(scenario, [component])];
}

/** The components that a fault works on; extra load works on everything behind where it goes. */
function struckBy(
  { target, members, with: parameters }: PlannedFault,
  scenario: Scenario,
): readonly string[] {
  const journey = parameters["journey"];
  if (typeof journey === "string")
    return [...closure(scenario, [scenario.load.journeys[journey]?.to ?? ""])];
  return (members ?? [target]).flatMap((id) => componentsAt(id, scenario));
}

/** A component by its own name, or both ends of a link. */
export function componentsAt(id: string, { stack, links }: Scenario): readonly string[] {
  const base = baseOf(id);
  const link = links[base];
  if (link !== undefined) return [link.from, link.to];
  return stack[base] === undefined ? [] : [base];
}

function partnersOf(component: string, { stack }: Scenario): readonly string[] {
  const primary = (name: string): string | undefined => {
    const of = stack[name];
    return of !== undefined && "replicaOf" in of ? of.replicaOf?.primary : undefined;
  };
  const mine = primary(component);
  return [
    ...(mine === undefined ? [] : [mine]),
    ...Object.keys(stack).filter((other) => primary(other) === component),
  ];
}

/** The accounts of every database and store that a component reaches, also through others. */
export function accountsBehind(component: string, scenario: Scenario): readonly string[] {
  return componentsBehind(component, scenario).flatMap((id) => {
    const of = scenario.stack[id];
    return of === undefined ? [] : kindOf(of).accounts;
  });
}
