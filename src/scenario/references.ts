import type { Reference } from "./reference.ts";
import { injectReferences } from "./inject-references.ts";
import { needsOf } from "./component.ts";
import { predicatesOf, simple } from "./predicates.ts";
import { nameHint, quoted, type Mistake, type Path } from "./mistake.ts";
import type { Catalog } from "./catalog.ts";
import { anything, type Names } from "./names.ts";
import type { Action, Scenario, SimplePredicate } from "./schema.ts";

/** Checks that every name in a scenario stands for something. */
export function checkReferences(
  scenario: Scenario,
  names: Names,
  catalog: Catalog,
): readonly Mistake[] {
  const all = [
    ...stackReferences(scenario, names),
    ...loadReferences(scenario, names),
    ...dashboardReferences(scenario, names),
    ...predicateReferences(scenario, names),
    ...actionReferences(scenario, names),
    ...storyReferences(scenario, names),
    ...injectReferences(scenario, names),
  ];
  return [...all, ...profileReference(scenario, catalog)]
    .filter(({ name, among }) => among !== anything && !among.includes(name))
    .map(({ path, name, what, among }) => ({
      code: "GD-S010",
      path,
      message: `unknown ${singular(what)} ${quoted(name)}`,
      hint: nameHint(name, among, what),
    }));
}

function profileReference({ profile }: Scenario, catalog: Catalog): Reference[] {
  if (profile === undefined) return [];
  return [{ path: ["profile"], name: profile, what: "profiles", among: catalog.profiles }];
}

const singulars: Readonly<Record<string, string>> = {
  journeys: "journey",
  evidence: "evidence",
  SLIs: "SLI",
};
const singular = (what: string): string => singulars[what] ?? what.replace(/s( on .*)?$/, "$1");

const list = (
  items: readonly string[],
  path: Path,
  what: string,
  among: readonly string[],
): Reference[] => items.map((name, index) => ({ path: [...path, index], name, what, among }));

function account(path: Path, on: string, as: string, names: Names, key = "on"): Reference[] {
  return [
    { path: [...path, key], name: on, what: "MySQL components", among: names.components("mysql") },
    ...(names.components("mysql").includes(on)
      ? [
          {
            path: [...path, "as"],
            name: as,
            what: `accounts on ${on}`,
            among: names.keys("stack", on, "accounts"),
          },
        ]
      : []),
  ];
}

function stackReferences({ stack, links, calibrate }: Scenario, names: Names): Reference[] {
  return [
    ...Object.entries(links).flatMap(([name, { from, to }]) => [
      { path: ["links", name, "from"], name: from, what: "components", among: names.components() },
      { path: ["links", name, "to"], name: to, what: "components", among: names.components() },
    ]),
    ...Object.entries(stack).flatMap(([name, component]) =>
      componentReferences(name, component, names),
    ),
    ...Object.entries(calibrate).flatMap(([name, { on, as }]) =>
      account(["calibrate", name], on, as, names),
    ),
  ];
}

function componentReferences(
  name: string,
  component: Scenario["stack"][string],
  names: Names,
): Reference[] {
  if (component.kind === "mysql") {
    const { replicaOf } = component;
    return replicaOf === undefined
      ? []
      : account(["stack", name, "replicaOf"], replicaOf.primary, replicaOf.as, names, "primary");
  }
  const needs = list(
    needsOf(component),
    ["stack", name, "needs"],
    "components",
    names.components(),
  );
  if (component.kind !== "haproxy") return needs;
  return [
    ...needs,
    ...component.routes.map(({ to }, index) => ({
      path: ["stack", name, "routes", index, "to"],
      name: to,
      what: "components that it needs",
      among: component.needs,
    })),
  ];
}

function loadReferences({ load, slis, signals }: Scenario, names: Names): Reference[] {
  return [
    ...Object.entries(load.journeys).map(([name, { to }]) => ({
      path: ["load", "journeys", name, "to"],
      name: to,
      what: "services",
      among: names.components("service"),
    })),
    ...Object.entries(load.flows).flatMap(([name, { journey, cohort }]) => [
      {
        path: ["load", "flows", name, "journey"],
        name: journey,
        what: "journeys",
        among: names.keys("load", "journeys"),
      },
      {
        path: ["load", "flows", name, "cohort"],
        name: cohort,
        what: "cohorts",
        among: names.cohorts(),
      },
    ]),
    ...Object.entries(slis).flatMap(([name, { counts }]) =>
      list(counts, ["slis", name, "counts"], "flows", names.keys("load", "flows")),
    ),
    ...Object.entries(signals).flatMap(([name, { target }]) =>
      target === undefined
        ? []
        : [
            {
              path: ["signals", name, "target"],
              name: target,
              what: "components",
              among: names.instances(),
            },
          ],
    ),
  ];
}

function dashboardReferences({ dashboards }: Scenario, names: Names): Reference[] {
  return Object.entries(dashboards).flatMap(([dashboard, { panels }]) =>
    Object.entries(panels).flatMap(([panel, { slis, flows, signals }]) => {
      const path = ["dashboards", dashboard, "panels", panel];
      return [
        ...list(slis, [...path, "slis"], "SLIs", names.keys("slis")),
        // A flow that a fault adds would tell what it is.
        ...list(flows, [...path, "flows"], "flows", names.keys("load", "flows")),
        ...list(signals, [...path, "signals"], "signals", names.keys("signals")),
      ];
    }),
  );
}

function predicateReferences(scenario: Scenario, names: Names): Reference[] {
  return predicatesOf(scenario).flatMap(({ predicate, path }) =>
    [...simple(predicate, path)].flatMap((part) => named(part.predicate, part.path, names)),
  );
}

function named(predicate: SimplePredicate, path: Path, names: Names): Reference[] {
  if ("sli" in predicate)
    return [
      { path: [...path, "sli"], name: predicate.sli, what: "SLIs", among: names.keys("slis") },
    ];
  if ("signal" in predicate)
    return [
      {
        path: [...path, "signal"],
        name: predicate.signal,
        what: "signals",
        among: names.keys("signals"),
      },
    ];
  if ("flow" in predicate)
    return [{ path: [...path, "flow"], name: predicate.flow, what: "flows", among: names.flows() }];
  if ("component" in predicate)
    return [
      {
        path: [...path, "component"],
        name: predicate.component,
        what: "components",
        among: names.instances(),
      },
    ];
  return [];
}

function actionReferences({ evidence, mitigations }: Scenario, names: Names): Reference[] {
  return [
    ...Object.entries(evidence).flatMap(([name, { canonical }]) =>
      ofAction(canonical, ["evidence", name, "canonical"], names),
    ),
    ...Object.entries(mitigations).flatMap(([name, { action, sim }]) => [
      ...(action === undefined ? [] : ofAction(action, ["mitigations", name, "action"], names)),
      ...(sim?.restarts === undefined
        ? []
        : [
            {
              path: ["mitigations", name, "sim", "restarts"],
              name: sim.restarts,
              what: "components",
              among: names.components(),
            },
          ]),
      ...Object.keys(sim?.admits ?? {}).map((flow) => ({
        path: ["mitigations", name, "sim", "admits", flow],
        name: flow,
        what: "flows",
        among: names.flows(),
      })),
    ]),
  ];
}

function ofAction(action: Action, path: Path, names: Names): Reference[] {
  if ("sql" in action) return account(path, action.on, action.as, names);
  if ("killLoop" in action)
    return account([...path, "killLoop"], action.killLoop.on, action.killLoop.as, names);
  if ("http" in action)
    return [
      {
        path: [...path, "http", "to"],
        name: action.http.to,
        what: "services",
        among: names.components("service"),
      },
    ];
  return [
    {
      path: [...path, "log", "of"],
      name: action.log.of,
      what: "components",
      among: names.components(),
    },
  ];
}

function storyReferences(
  { rootCause, corrective, players, evidence }: Scenario,
  names: Names,
): Reference[] {
  const mitigations = names.keys("mitigations");
  return [
    ...Object.entries(evidence).flatMap(([name, { until }]) =>
      list(until, ["evidence", name, "until"], "mitigations", mitigations),
    ),
    ...list(
      rootCause?.evidence ?? [],
      ["rootCause", "evidence"],
      "evidence",
      names.keys("evidence"),
    ),
    ...Object.entries(corrective).flatMap(([name, { rerun }]) =>
      list(rerun?.first ?? [], ["corrective", name, "rerun", "first"], "mitigations", mitigations),
    ),
    ...list(players.perfect, ["players", "perfect"], "mitigations", mitigations),
    ...list(players.wrong, ["players", "wrong"], "mitigations", mitigations),
  ];
}
