import { isIn, needsOf, placesOf } from "../component.ts";
import { quoted } from "../mistake.ts";
import { simple } from "../predicates.ts";
import type { Scenario } from "../schema.ts";
import { error, warning, type Finding, type Rule } from "./rule.ts";

export const pathToSli: Rule = {
  doc: "In a Test users depend on the fault's target: from a journey's component by `needs`, directly or indirectly; or mustHold checks it.",
  needsWhole: true,
  check: ({ scenario }) => {
    if (scenario.kind !== "Test") return [];
    const { seen, unsaid } = usersPath(scenario);
    return Object.entries(scenario.faults).flatMap(([name, { target, fault }]) => {
      const struck = target === undefined ? [] : componentsAt(target, scenario);
      if (struck.length === 0 || struck.some((component) => seen.has(component))) return [];
      return [judge(name, { target: target ?? "", fault }, struck, unsaid, scenario)];
    });
  },
};

/** Does a way lead from a fault's target to what users get? */
export function reachesUsers(scenario: Scenario, target: string): boolean {
  const { seen } = usersPath(scenario);
  return componentsAt(target, scenario).some((component) => seen.has(component));
}

function judge(
  name: string,
  { target, fault }: { target: string; fault: string },
  [struck = ""]: readonly string[],
  unsaid: readonly string[],
  { slis, stack }: Scenario,
): Finding {
  const path = ["faults", name, "target"];
  const [first] = unsaid;
  // An own container needs what its owner knows: until that is said, nothing can be refused.
  if (first !== undefined && stack[struck]?.kind === "container") {
    return warning({
      code: "GD-S026",
      path,
      message: `does anything that users depend on need ${target}? the scenario does not say so`,
      hint: `stack: {${first}: {needs: [${struck}], …}} says that ${first} does; if there is no path from ${target} to users this Test cannot fail`,
    });
  }
  return error({
    code: "GD-S026",
    path,
    message:
      `there is no path from ${target} to ` +
      `${Object.keys(slis).length === 1 ? "the SLI" : "an SLI"} ` +
      `${Object.keys(slis).map(quoted).join(", ")}, so ${quoted(fault)} there cannot ` +
      "change anything that this Test judges",
    hint: `break something that a journey goes to or needs, declare the dependency: needs: [${struck}], or judge a signal of it under mustHold: expect`,
  });
}

/**
 * Every component that what is judged goes to or needs, and own containers among them that do not
 * say what they need.
 */
function usersPath({ load, slis, stack, signals, mustHold }: Scenario): {
  readonly seen: ReadonlySet<string>;
  readonly unsaid: readonly string[];
} {
  const flows = Object.values(slis).flatMap(({ counts }) => counts);
  const entries = flows.flatMap((flow) => load.journeys[load.flows[flow]?.journey ?? ""]?.to ?? []);
  const judged =
    mustHold === undefined
      ? []
      : [...simple(mustHold.expect, [])].flatMap(({ predicate }) => {
          if ("component" in predicate) return [predicate.component];
          return "signal" in predicate ? [signals[predicate.signal]?.target ?? ""] : [];
        });
  const seen = new Set([...entries, ...judged.map((one) => one.split("/")[0] ?? "")]);
  for (const name of seen) {
    const component = stack[name];
    for (const next of component === undefined ? [] : needsOf(component)) seen.add(next);
  }
  return {
    seen,
    unsaid: [...seen].filter(
      (name) => stack[name]?.kind === "container" && stack[name].needs === undefined,
    ),
  };
}

/**
 * What a fault's target is about: a component, the two ends of a link, everything at a location.
 */
function componentsAt(target: string, { stack, links }: Scenario): readonly string[] {
  const base = target.split("/")[0] ?? target;
  if (Object.hasOwn(stack, base)) return [base];
  const link = links[base];
  // Of a link it is the end that is needed: what it cannot reach fails it.
  if (link !== undefined) return [link.from];
  return Object.entries(stack)
    .filter(([, component]) => placesOf(component).some((place) => isIn(place, target)))
    .map(([name]) => name);
}
