import type { Catalog } from "../catalog.ts";
import { needsOf } from "../component.ts";
import type { Scenario } from "../schema.ts";
import { error, unusedHere, type Finding, type Rule } from "./rule.ts";

export const links: Rule = {
  doc: "A link is a connection that a service uses: it needs the component at the other end. Each connection has one link, and no link has a component's name.",
  needsWhole: true,
  check: ({ scenario, catalog }) =>
    Object.keys(scenario.links).flatMap((name) => judge(name, scenario, catalog)),
};

function judge(name: string, scenario: Scenario, catalog: Catalog): readonly Finding[] {
  const link = scenario.links[name];
  const from = link === undefined ? undefined : scenario.stack[link.from];
  if (link === undefined || from === undefined) return [];
  return [
    sharedName(name, link, scenario),
    withoutTraffic(name, link, from),
    sameConnection(name, link, scenario),
    neverUsed(name, scenario, catalog),
  ].filter((finding) => finding !== undefined);
}

type Link = Scenario["links"][string];

function sharedName(name: string, link: Link, { stack }: Scenario): Finding | undefined {
  if (!Object.hasOwn(stack, name)) return undefined;
  return error({
    code: "GD-S011",
    path: ["links", name],
    at: "key",
    message: `"${name}" is a link and a component`,
    hint: `rename the link: ${link.from}-to-${link.to}`,
  });
}

/** The component at its start does not send over it. */
function withoutTraffic(
  name: string,
  link: Link,
  from: Scenario["stack"][string],
): Finding | undefined {
  if (from.kind === "container")
    return error({
      code: "GD-S016",
      path: ["links", name, "from"],
      message: `${link.from} is your own container and keeps its addresses, so none of its traffic passes through a link`,
      hint: "break its dependency directly: pause, kill, stop, disconnect",
    });
  const needs = needsOf(from);
  if (needs.includes(link.to)) return undefined;
  return error({
    code: "GD-S010",
    path: ["links", name],
    at: "key",
    message: `${link.from} does not need ${link.to}, so there is no traffic on the link "${name}"`,
    hint:
      needs.length === 0 ? `${link.from} needs nothing` : `${link.from} needs: ${needs.join(", ")}`,
  });
}

/** Said once of a pair: at the one that comes later in the alphabet. */
function sameConnection(name: string, link: Link, { links: all }: Scenario): Finding | undefined {
  const twin = Object.keys(all).find(
    (other) => other !== name && all[other]?.from === link.from && all[other].to === link.to,
  );
  if (twin === undefined || name < twin) return undefined;
  return error({
    code: "GD-S011",
    path: ["links", name],
    at: "key",
    message: `"${twin}" and "${name}" are the same connection`,
    hint: "one link can have several faults",
  });
}

function neverUsed(name: string, { faults }: Scenario, catalog: Catalog): Finding | undefined {
  const used = Object.values(faults).some(
    ({ target, fault }) =>
      target?.split("/")[0] === name || catalog.faults.get(fault)?.target === "links",
  );
  if (used) return undefined;
  return unusedHere({
    path: ["links", name],
    at: "key",
    message: `no fault uses the link "${name}"`,
    hint: `a fault affects it with target: ${name}`,
  });
}
