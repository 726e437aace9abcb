/**
 * What a Test promises of its users, as numbers: the objectives, or what it says of single SLIs
 * instead.
 */
import type { Plan, Predicate } from "../plan/plan.ts";

export interface Promised {
  readonly sli: string;
  /** The flows that it counts. */
  readonly counts: readonly string[];
  /** Percent of the requests offered that must be good. */
  readonly least: number;
}

/** The SLIs that a Test is judged by. Empty when it promises nothing about users. */
export function promisedBy({ scenario }: Plan): readonly Promised[] {
  const all = objectivesOf({ scenario });
  const expect = scenario.mustHold?.expect;
  if (expect === undefined || asksAll(expect)) return all;
  const named = namedIn(expect);
  return all.flatMap((one) => {
    const least = named.get(one.sli);
    return least === undefined ? [] : [{ ...one, least }];
  });
}

/** Every SLI with its objective. */
export function objectivesOf({ scenario }: Pick<Plan, "scenario">): readonly Promised[] {
  return Object.entries(scenario.slis).map(([sli, { counts, objective }]) => ({
    sli,
    counts,
    least: objective,
  }));
}

/** Is this a promise about each SLI's own objective? */
export function asksAll(expect: Predicate): boolean {
  return "slis" in expect || ("all" in expect && expect.all.some(asksAll));
}

/**
 * What must hold whatever else does: comparisons that stand alone or in an `all`. An `any` and a
 * `not` leave it open.
 */
function namedIn(expect: Predicate): ReadonlyMap<string, number> {
  if ("all" in expect) return new Map(expect.all.flatMap((part) => [...namedIn(part)]));
  if (!("sli" in expect)) return new Map();
  const least = expect.atLeast ?? expect.above;
  return typeof least === "number" ? new Map([[expect.sli, least]]) : new Map();
}
