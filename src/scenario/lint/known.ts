/**
 * What is certain about SLIs and signals while a condition is met; enough to see that another
 * cannot be, or must be, met with it.
 */
import type { Predicate, Scenario, SimplePredicate } from "../schema.ts";
import { fill } from "../template.ts";
import type { Values } from "../expression.ts";

/** What a met condition says about each SLI and signal. */
export interface Known {
  readonly atLeast: ReadonlyMap<string, number>;
  readonly atMost: ReadonlyMap<string, number>;
  /** Every SLI is inside its objective. */
  readonly inside: boolean;
}

/** What is known while a condition is met. */
export function knownFrom(predicate: Predicate, scenario: Scenario, values: Values): Known {
  const known = { atLeast: new Map<string, number>(), atMost: new Map<string, number>() };
  learn(predicate, scenario, values, known);
  const slis = Object.entries(scenario.slis);
  return {
    ...known,
    inside:
      slis.length > 0 &&
      slis.every(([name, { objective }]) => (known.atLeast.get(`sli ${name}`) ?? 0) >= objective),
  };
}

function learn(
  predicate: Predicate,
  scenario: Scenario,
  values: Values,
  known: { atLeast: Map<string, number>; atMost: Map<string, number> },
): void {
  if ("all" in predicate) for (const part of predicate.all) learn(part, scenario, values, known);
  else if ("slis" in predicate)
    for (const [name, { objective }] of Object.entries(scenario.slis))
      raise(known.atLeast, `sli ${name}`, objective);
  else if ("sli" in predicate || "signal" in predicate) {
    const subject = subjectOf(predicate);
    raise(known.atLeast, subject, number(predicate.atLeast ?? predicate.above, values));
    const most = number(predicate.atMost ?? predicate.below, values);
    if (most !== undefined)
      known.atMost.set(subject, Math.min(most, known.atMost.get(subject) ?? most));
  }
}

function raise(bounds: Map<string, number>, subject: string, bound: number | undefined): void {
  if (bound !== undefined) bounds.set(subject, Math.max(bound, bounds.get(subject) ?? bound));
}

const subjectOf = (predicate: { sli: string } | { signal: string }): string =>
  "sli" in predicate ? `sli ${predicate.sli}` : `signal ${predicate.signal}`;

/** Can this not be met with what is known? Only what is certain counts. */
export function excluded(predicate: Predicate, known: Known, values: Values): boolean {
  if ("all" in predicate) return predicate.all.some((part) => excluded(part, known, values));
  if ("any" in predicate) return predicate.any.every((part) => excluded(part, known, values));
  if ("not" in predicate) return certain(predicate.not, known, values);
  return excludedSimple(predicate, known, values);
}

function excludedSimple(predicate: SimplePredicate, known: Known, values: Values): boolean {
  if ("component" in predicate) return predicate.is !== "running";
  if ("slis" in predicate || "flow" in predicate) return false;
  const least = known.atLeast.get(subjectOf(predicate));
  const most = known.atMost.get(subjectOf(predicate));
  const below = number(predicate.below, values);
  const atMost = number(predicate.atMost, values);
  const above = number(predicate.above, values);
  const atLeast = number(predicate.atLeast, values);
  return (
    (least !== undefined &&
      ((below !== undefined && below <= least) || (atMost !== undefined && atMost < least))) ||
    (most !== undefined &&
      ((above !== undefined && above >= most) || (atLeast !== undefined && atLeast > most)))
  );
}

/** Is this met by what is known? Only what is certain counts. */
export function certain(predicate: Predicate, known: Known, values: Values): boolean {
  if ("all" in predicate) return predicate.all.every((part) => certain(part, known, values));
  if ("any" in predicate) return predicate.any.some((part) => certain(part, known, values));
  if ("not" in predicate) return excluded(predicate.not, known, values);
  if ("slis" in predicate) return known.inside;
  if (!("sli" in predicate) && !("signal" in predicate)) return false;
  const least = known.atLeast.get(subjectOf(predicate));
  const most = known.atMost.get(subjectOf(predicate));
  const floors = [predicate.above, predicate.atLeast]
    .filter((bound) => bound !== undefined)
    .map((bound) => number(bound, values));
  const ceilings = [predicate.below, predicate.atMost]
    .filter((bound) => bound !== undefined)
    .map((bound) => number(bound, values));
  const met = [
    ...floors.map((floor) => floor !== undefined && least !== undefined && floor <= least),
    ...ceilings.map((ceiling) => ceiling !== undefined && most !== undefined && ceiling >= most),
  ];
  return predicate.is === undefined && met.length > 0 && met.every(Boolean);
}

function number(quantity: number | string | undefined, values: Values): number | undefined {
  const value = typeof quantity === "string" ? fill(quantity, values) : quantity;
  return typeof value === "number" ? value : undefined;
}
