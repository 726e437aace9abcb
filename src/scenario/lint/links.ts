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

function judge(
  name: string,
  { links: all, stack, faults }: Scenario,
  catalog: Catalog,
): readonly Finding[] {
  const link = all[name];
  const from = link === undefined ? undefined : stack[link.from];
  if (link === undefined || from === undefined) return [];
  const needs = needsOf(from);
  const path = ["links", name];
  const twin = Object.keys(all).find(
    (other) => other !== name && all[other]?.from === link.from && all[other].to === link.to,
  );
  const findings: Finding[] = [];
  if (Object.hasOwn(stack, name))
    findings.push(
      error({
        code: "GD-S011",
        path,
        at: "key",
        message: `"${name}" is a link and a component`,
        hint: `rename the link: ${link.from}-to-${link.to}`,
      }),
    );
  if (from.kind === "container")
    findings.push(
      error({
        code: "GD-S016",
        path: [...path, "from"],
        message: `${link.from} is your own container and keeps its addresses, so none of its traffic passes through a link`,
        hint: "break its dependency directly: pause, kill, stop, disconnect",
      }),
    );
  else if (!needs.includes(link.to))
    findings.push(
      error({
        code: "GD-S010",
        path,
        at: "key",
        message: `${link.from} does not need ${link.to}, so there is no traffic on the link "${name}"`,
        hint:
          needs.length === 0
            ? `${link.from} needs nothing`
            : `${link.from} needs: ${needs.join(", ")}`,
      }),
    );
  if (twin !== undefined && name > twin)
    findings.push(
      error({
        code: "GD-S011",
        path,
        at: "key",
        message: `"${twin}" and "${name}" are the same connection`,
        hint: "one link can have several faults",
      }),
    );
  if (
    !Object.values(faults).some(
      ({ target, fault }) =>
        target?.split("/")[0] === name || catalog.faults.get(fault)?.target === "links",
    )
  )
    findings.push(
      unusedHere({
        path,
        at: "key",
        message: `no fault uses the link "${name}"`,
        hint: `a fault affects it with target: ${name}`,
      }),
    );
  return findings;
}
