import type { Path } from "./mistake.ts";
import type { Predicate, Scenario, SimplePredicate } from "./schema.ts";

/** The simple predicates inside one, with their paths. */
export function* simple(
  predicate: Predicate,
  path: Path,
): Generator<{ predicate: SimplePredicate; path: Path }> {
  if ("all" in predicate)
    for (const [index, part] of predicate.all.entries())
      yield* simple(part, [...path, "all", index]);
  else if ("any" in predicate)
    for (const [index, part] of predicate.any.entries())
      yield* simple(part, [...path, "any", index]);
  else if ("not" in predicate) yield* simple(predicate.not, [...path, "not"]);
  else yield { predicate, path };
}

/** Is it about nothing but users' success? */
export function onlySlis(predicate: Predicate): boolean {
  return [...simple(predicate, [])].every(({ predicate: part }) => "sli" in part || "slis" in part);
}

/** Every predicate of a scenario. */
export function predicatesOf(scenario: Scenario): readonly { predicate: Predicate; path: Path }[] {
  const { baseline, mustBreak, mustHold, alerts, abortWhen, mitigations, evidence } = scenario;
  const found: { predicate: Predicate | undefined; path: Path }[] = [
    { predicate: baseline.expect, path: ["baseline", "expect"] },
    { predicate: mustBreak?.expect, path: ["mustBreak", "expect"] },
    { predicate: mustHold?.expect, path: ["mustHold", "expect"] },
    ...Object.entries(alerts).map(([name, { when }]) => ({
      predicate: when,
      path: ["alerts", name, "when"],
    })),
    ...Object.entries(abortWhen).map(([name, { when }]) => ({
      predicate: when,
      path: ["abortWhen", name, "when"],
    })),
    ...Object.entries(mitigations).flatMap(([name, { verify, detect }]) => [
      { predicate: verify, path: ["mitigations", name, "verify"] },
      { predicate: detect, path: ["mitigations", name, "detect"] },
    ]),
    ...Object.entries(evidence).map(([name, { recorded }]) => ({
      predicate: recorded,
      path: ["evidence", name, "recorded"],
    })),
  ];
  return found.flatMap(({ predicate, path }) =>
    predicate === undefined ? [] : [{ predicate, path }],
  );
}
