/**
 * Checks the targets of a scenario's faults: each must exist and be of a kind that the fault can
 * break.
 */
import type { Catalog, CatalogFault } from "./catalog.ts";
import { isIn, placesOf, replicasOf } from "./component.ts";
import { nameHint, quoted, type Mistake, type Path } from "./mistake.ts";
import { anything, type Names } from "./names.ts";
import type { Scenario } from "./schema.ts";

type Planned = Scenario["faults"][string];

function kindOf(base: string, names: Names): "link" | "component" | undefined {
  if (names.keys("links").includes(base)) return "link";
  return names.components().includes(base) ? "component" : undefined;
}

/** An unknown fault; the hint lists those that fit its target. */
export function unknownFault(
  { fault, target }: Planned,
  path: Path,
  names: Names,
  catalog: Catalog,
): Mistake {
  const base = target === undefined ? undefined : baseOf(target);
  const at = base === undefined ? undefined : kindOf(base, names);
  const known = [...catalog.faults]
    .filter(
      ([, of]) =>
        at === undefined || of.target === at || (at === "component" && of.target === "group"),
    )
    .map(([name]) => name);
  return {
    code: "GD-S014",
    path: [...path, "fault"],
    message: `unknown fault ${quoted(fault)}`,
    hint: nameHint(fault, known, "faults", at === undefined ? "here" : `on this ${at}`),
  };
}

/** What is wrong with a fault's target; empty when the fault can act on it. */
export function faultTarget(
  planned: Planned,
  at: CatalogFault["target"],
  path: Path,
  scenario: Scenario,
  names: Names,
): readonly Mistake[] {
  switch (at) {
    case "load":
      return loadTarget(planned, path);
    case "component":
      return componentTarget(planned, path, scenario, names);
    case "group":
      return groupTarget(planned, path, scenario, names);
    case "links":
      return placeTarget(planned, path, scenario);
    case "link":
      return linkTarget(planned, path, scenario, names);
    default:
      return at satisfies never;
  }
}

function loadTarget({ fault, target }: Planned, path: Path): readonly Mistake[] {
  return target === undefined || target === "load"
    ? []
    : [
        {
          code: "GD-S016",
          path: [...path, "target"],
          message: `${quoted(fault)} affects the load, not a component`,
          hint: "omit target",
        },
      ];
}

/** A component or one of its replicas; or a location, for everything there. */
function componentTarget(
  { fault, target }: Planned,
  path: Path,
  scenario: Scenario,
  names: Names,
): readonly Mistake[] {
  const { stack } = scenario;
  const known = names.components();
  if (target === undefined)
    return [
      {
        code: "GD-S005",
        path,
        at: "key",
        message: `${quoted(fault)} needs a target`,
        hint: `components here: ${known.join(", ")}`,
      },
    ];
  const base = baseOf(target);
  if (known === anything) return [];
  if (!known.includes(base) && names.keys("links").includes(base))
    return [
      {
        code: "GD-S016",
        path: [...path, "target"],
        message: `${quoted(fault)} works on a component, and ${base} is a link`,
        hint: `components here: ${known.join(", ")}`,
      },
    ];
  if (!known.includes(base) && placesIn(scenario).includes(target)) return [];
  if (!known.includes(base))
    return [
      {
        code: "GD-S016",
        path: [...path, "target"],
        message: `there is no component ${quoted(base)} to break`,
        hint: nameHint(base, known, "components"),
      },
    ];
  return unknownReplica(target, [...path, "target"], base, countOf(base, stack));
}

/** A component, or a location with components in it. */
function groupTarget(
  planned: Planned,
  path: Path,
  scenario: Scenario,
  names: Names,
): readonly Mistake[] {
  const { fault, target } = planned;
  const known = names.components();
  const places = placesIn(scenario);
  if (target === undefined)
    return [
      {
        code: "GD-S005",
        path,
        at: "key",
        message: `${quoted(fault)} needs a target`,
        hint: `components here: ${known.join(", ")}; locations: ${places.join(", ")}`,
      },
    ];
  const isNamed =
    known === anything || known.includes(baseOf(target)) || names.keys("links").includes(target);
  if (isNamed) return componentTarget(planned, path, scenario, names);
  return places.includes(target)
    ? []
    : [
        {
          code: "GD-S016",
          path: [...path, "target"],
          message: `there is no component or location ${quoted(target)} to break`,
          hint: nameHint(target, [...known, ...places], "components and locations"),
        },
      ];
}

const placesIn = ({ stack }: Scenario): readonly string[] => [
  ...new Set(Object.values(stack).flatMap((component) => placesOf(component).flatMap(widening))),
];

/** The location, and with `from` a second one, between which links are affected. */
function placeTarget(
  { fault, target, with: { from } }: Planned,
  path: Path,
  scenario: Scenario,
): readonly Mistake[] {
  const places = placesIn(scenario);
  if (target === undefined)
    return [
      {
        code: "GD-S005",
        path,
        at: "key",
        message: `${quoted(fault)} needs a location as its target`,
        hint: `locations: ${places.join(", ")}`,
      },
    ];
  if (!places.includes(target))
    return [
      {
        code: "GD-S016",
        path: [...path, "target"],
        message: `there is no component at the location ${quoted(target)}`,
        hint: nameHint(target, places, "places"),
      },
    ];
  if (typeof from === "string" && !places.includes(from))
    return [
      {
        code: "GD-S016",
        path: [...path, "with", "from"],
        message: `there is no component at the location ${quoted(from)}`,
        hint: nameHint(from, places, "places"),
      },
    ];
  const { stack, links } = scenario;
  const standsIn = (name: string, place: string): boolean =>
    stack[name] !== undefined && placesOf(stack[name]).some((one) => isIn(one, place));
  const standsOutside = (name: string): boolean =>
    stack[name] !== undefined &&
    placesOf(stack[name]).some((one) =>
      typeof from === "string" ? isIn(one, from) : !isIn(one, target),
    );
  const between = Object.values(links).some(
    ({ from: client, to }) =>
      (standsIn(client, target) && standsOutside(to)) ||
      (standsIn(to, target) && standsOutside(client)),
  );
  return between
    ? []
    : [
        {
          code: "GD-S016",
          path: [...path, "target"],
          message: `no link leads ${typeof from === "string" ? `between ${target} and ${from}` : `into or out of ${target}`}`,
          hint: "declare the links that it should affect: links: {api-to-db: {from: api, to: db}}",
        },
      ];
}

/** `b/b1/r1` → `b`, `b/b1`, `b/b1/r1`. */
function widening(place: string): readonly string[] {
  return place.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
}

function linkTarget(
  { fault, target }: Planned,
  path: Path,
  { stack, links }: Scenario,
  names: Names,
): readonly Mistake[] {
  const known = names.keys("links");
  const declare = "declare it: links: {api-to-db: {from: api, to: db}}";
  const list =
    known.length === 0 ? `there are no links here; ${declare}` : `links here: ${known.join(", ")}`;
  if (target === undefined)
    return [
      {
        code: "GD-S005",
        path,
        at: "key",
        message: `${quoted(fault)} needs a link as its target`,
        hint: list,
      },
    ];
  const base = baseOf(target);
  if (known === anything) return [];
  if (!known.includes(base) && names.components().includes(base))
    return [
      {
        code: "GD-S016",
        path: [...path, "target"],
        message: `${quoted(fault)} works on a link, and ${base} is a component`,
        hint: list,
      },
    ];
  if (!known.includes(base))
    return [
      {
        code: "GD-S016",
        path: [...path, "target"],
        message: `there is no link ${quoted(base)} to break`,
        hint: known.length === 0 ? list : nameHint(base, known, "links"),
      },
    ];
  const to = Object.hasOwn(links, base) ? links[base]?.to : undefined;
  return to === undefined
    ? []
    : unknownReplica(target, [...path, "target"], base, countOf(to, stack));
}

/** `api/2` → `api`. */
const baseOf = (target: string): string => target.split("/")[0] ?? target;

/** Undefined when the component itself could not be read. */
function countOf(name: string, stack: Scenario["stack"]): number | undefined {
  const component = Object.hasOwn(stack, name) ? stack[name] : undefined;
  return component === undefined ? undefined : replicasOf(component);
}

/** `api/2` of a component, or of a link to one, with at least two replicas. */
function unknownReplica(
  target: string,
  path: Path,
  base: string,
  replicas: number | undefined,
): readonly Mistake[] {
  const replica = target === base ? undefined : target.slice(base.length + 1);
  if (
    replicas === undefined ||
    replica === undefined ||
    (/^[1-9]$/.test(replica) && Number(replica) <= replicas)
  )
    return [];
  return [
    {
      code: "GD-S016",
      path,
      message: `${base} has ${replicas === 1 ? "one replica" : `${replicas} replicas`}; there is no ${quoted(target)}`,
      hint:
        replicas === 1
          ? `name it ${base}`
          : `name ${base} for all, or ${base}/1 to ${base}/${replicas}`,
    },
  ];
}
