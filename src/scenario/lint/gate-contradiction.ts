import { sampleValues } from "../check-expressions.ts";
import type { Values } from "../expression.ts";
import { simple } from "../predicates.ts";
import type { Predicate, Scenario, SimplePredicate } from "../schema.ts";
import { fill } from "../template.ts";
import { error, warning, type Rule } from "./rule.ts";

/** What a met baseline says about each SLI and signal. */
interface Known {
  readonly atLeast: Map<string, number>;
  readonly atMost: Map<string, number>;
}

export const gateContradiction: Rule = {
  doc: "mustBreak is not already true while the baseline holds.",
  needsWhole: true,
  check: ({ scenario }) => {
    const { mustBreak, baseline } = scenario;
    if (mustBreak === undefined) return [];
    const values = sampleValues(scenario);
    const known: Known = { atLeast: new Map(), atMost: new Map() };
    learn(baseline.expect, scenario, values, known);
    if (excluded(mustBreak.expect, known, values)) return [];
    const path = ["mustBreak", "expect"];
    const onlySlis = [...simple(mustBreak.expect, [])].every(({ predicate }) => "sli" in predicate || "slis" in predicate);
    if (onlySlis) return [error({ code: "GD-S023", path, at: "key", message: "mustBreak can be true in a healthy system: the baseline allows it", hint: "ask for less than the objective, such as { sli: NAME, below: 80, over: 5s }" })];
    return [warning({ code: "GD-S023", path, at: "key", message: "nothing in the baseline rules mustBreak out, so it may be true before anything is broken", hint: "ask for the opposite in baseline.expect, or for an SLI below its objective in mustBreak" })];
  },
};

function learn(predicate: Predicate, scenario: Scenario, values: Values, known: Known): void {
  if ("all" in predicate) for (const part of predicate.all) learn(part, scenario, values, known);
  else if ("slis" in predicate) for (const [name, { objective }] of Object.entries(scenario.slis)) raise(known.atLeast, `sli ${name}`, objective);
  else if ("sli" in predicate || "signal" in predicate) {
    const subject = subjectOf(predicate);
    raise(known.atLeast, subject, number(predicate.atLeast ?? predicate.above, values));
    const most = number(predicate.atMost ?? predicate.below, values);
    if (most !== undefined) known.atMost.set(subject, Math.min(most, known.atMost.get(subject) ?? most));
  }
}

function raise(bounds: Map<string, number>, subject: string, bound: number | undefined): void {
  if (bound !== undefined) bounds.set(subject, Math.max(bound, bounds.get(subject) ?? bound));
}

const subjectOf = (predicate: { sli: string } | { signal: string }): string => ("sli" in predicate ? `sli ${predicate.sli}` : `signal ${predicate.signal}`);

/** Can this not be true while the baseline is? Only what is certain counts. */
function excluded(predicate: Predicate, known: Known, values: Values): boolean {
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
    (least !== undefined && ((below !== undefined && below <= least) || (atMost !== undefined && atMost < least))) ||
    (most !== undefined && ((above !== undefined && above >= most) || (atLeast !== undefined && atLeast > most)))
  );
}

/** Is this true whenever the baseline is? */
function certain(predicate: Predicate, known: Known, values: Values): boolean {
  if ("slis" in predicate) return [...known.atLeast.keys()].some((subject) => subject.startsWith("sli "));
  if (!("sli" in predicate) && !("signal" in predicate)) return false;
  const wanted = number(predicate.atLeast ?? predicate.above, values);
  const least = known.atLeast.get(subjectOf(predicate));
  return wanted !== undefined && least !== undefined && predicate.below === undefined && predicate.atMost === undefined && wanted <= least;
}

function number(quantity: number | string | undefined, values: Values): number | undefined {
  const value = typeof quantity === "string" ? fill(quantity, values) : quantity;
  return typeof value === "number" ? value : undefined;
}
