/**
 * A scenario as a diagram: where each component is, which ones are linked, and what the faults
 * target. Pure data for Mermaid and SVG.
 */
import { kindOf } from "../scenario/schema/component/index.ts";
import { placeComponents } from "./address.ts";
import type { Component, Scenario } from "./plan.ts";

/** A component, or those of its replicas that stand in one zone. */
export interface TopologyNode {
  /** `api`, or `api@eu/eu1` where its replicas stand in several zones. */
  readonly id: string;
  readonly component: string;
  readonly kind: Component["kind"];
  /** `shop/api ×2`, `MySQL`. */
  readonly detail: string;
  readonly region: string;
  /** `region/zone`. */
  readonly zone: string;
  /** Steps from the users: 1 is what they talk to. */
  readonly rank: number;
  /** `api/1`, `api/2` where there are several. */
  readonly replicas: readonly string[];
  /** Faults that target it, except those on links. */
  readonly strikes: readonly string[];
}

export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: "needs" | "replicates";
  /** The link of the scenario that it uses, and the faults on that link. */
  readonly link?: string;
  readonly strikes: readonly string[];
}

/** People, or a program of theirs, before the stack. */
export interface TopologyUsers {
  readonly id: string;
  readonly title: string;
  /** Node ids. */
  readonly to: readonly string[];
  /** Only there because of a fault. */
  readonly surge: boolean;
}

export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
  readonly users: readonly TopologyUsers[];
  /** Faults that target a whole region or zone. */
  readonly places: readonly { readonly place: string; readonly strike: string }[];
}

/**
 * The picture of a scenario; links and faults give the answer away, and are in it only when asked
 * for.
 */
export function topologyOf(scenario: Scenario, { spoilers }: { spoilers: boolean }): Topology {
  const struck = spoilers ? strikesOf(scenario) : new Map<string, string[]>();
  const groups = groupsOf(scenario);
  const ids = (component: string): readonly string[] =>
    groups.filter((group) => group.component === component).map(({ id }) => id);
  const edges = [...needEdges(scenario, spoilers, struck), ...replicaEdges(scenario)].flatMap(
    (edge) => ids(edge.from).flatMap((from) => ids(edge.to).map((to) => ({ ...edge, from, to }))),
  );
  const ranks = ranksOf(scenario);
  const nodes = groups.map((group) => ({
    ...group,
    rank: ranks.get(group.component) ?? 1,
    strikes: [group.component, ...group.replicas].flatMap((name) => struck.get(name) ?? []),
  }));
  const places = [...new Set(nodes.flatMap(({ region, zone }) => [region, zone]))].flatMap(
    (place) => (struck.get(place) ?? []).map((strike) => ({ place, strike })),
  );
  return { nodes, edges, users: usersOf(scenario, spoilers, ids), places };
}

function groupsOf({ stack }: Scenario): readonly Omit<TopologyNode, "rank" | "strikes">[] {
  return [...placeComponents(stack)].flatMap(([component, placed]) => {
    const zones = [...new Set(placed.map(({ region, zone }) => `${region}/${zone}`))];
    const of = stack[component];
    if (of === undefined) return [];
    return zones.map((zone) => {
      const here = placed.filter((one) => `${one.region}/${one.zone}` === zone);
      return {
        id: zones.length === 1 ? component : `${component}@${zone}`,
        component,
        kind: of.kind,
        detail: detailOf(of, here.length),
        region: here[0]?.region ?? "",
        zone,
        replicas: here.map(({ id }) => id).filter((id) => id !== component),
      };
    });
  });
}

function detailOf(of: Component, count: number): string {
  const what = kindOf(of).label;
  return count === 1 ? what : `${what} ×${count}`;
}

type Edge = Omit<TopologyEdge, "from" | "to"> & { readonly from: string; readonly to: string };

function needEdges(
  { stack, links }: Scenario,
  spoilers: boolean,
  struck: ReadonlyMap<string, readonly string[]>,
): readonly Edge[] {
  return Object.entries(stack).flatMap(([from, of]) =>
    ("needs" in of ? (of.needs ?? []) : []).map((to): Edge => {
      const [link] = spoilers
        ? (Object.entries(links).find(([, ends]) => ends.from === from && ends.to === to) ?? [])
        : [];
      return {
        from,
        to,
        kind: "needs",
        ...(link === undefined ? { strikes: [] } : { link, strikes: struck.get(link) ?? [] }),
      };
    }),
  );
}

function replicaEdges({ stack }: Scenario): readonly Edge[] {
  return Object.entries(stack).flatMap(([from, of]) =>
    "replicaOf" in of && of.replicaOf !== undefined
      ? [{ from, to: of.replicaOf.primary, kind: "replicates" as const, strikes: [] }]
      : [],
  );
}

/**
 * The longest path from the users: a component is drawn behind all that need it, a replica beside
 * its primary.
 */
function ranksOf({ stack }: Scenario): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  const place = (component: string, rank: number, seen: readonly string[]): void => {
    if (seen.includes(component) || (ranks.get(component) ?? 0) >= rank) return;
    ranks.set(component, rank);
    const of = stack[component];
    for (const need of of !== undefined && "needs" in of ? (of.needs ?? []) : [])
      place(need, rank + 1, [...seen, component]);
  };
  for (const component of Object.keys(stack)) place(component, 1, []);
  for (const [component, of] of Object.entries(stack))
    if ("replicaOf" in of && of.replicaOf !== undefined)
      ranks.set(
        component,
        Math.max(ranks.get(component) ?? 1, ranks.get(of.replicaOf.primary) ?? 1),
      );
  return ranks;
}

function usersOf(
  { load, faults }: Scenario,
  spoilers: boolean,
  ids: (component: string) => readonly string[],
): readonly TopologyUsers[] {
  const ends = (journeys: readonly string[]): readonly string[] => [
    ...new Set(journeys.flatMap((journey) => ids(load.journeys[journey]?.to ?? ""))),
  ];
  const surges = spoilers
    ? Object.entries(faults).flatMap(
        ([
          name,
          {
            fault,
            with: { journey },
          },
        ]) => (typeof journey === "string" ? [{ name, fault, journey }] : []),
      )
    : [];
  return [
    {
      id: "users",
      title: "users",
      to: ends(Object.values(load.flows).map(({ journey }) => journey)),
      surge: false,
    },
    ...surges.map(({ name, fault, journey }) => ({
      id: name,
      title: `${name}: ${fault}`,
      to: ends([journey]),
      surge: true,
    })),
  ].filter(({ to }) => to.length > 0);
}

/** What each fault does, by its target: a component, one replica, a link, or a location. */
function strikesOf({ faults, links }: Scenario): ReadonlyMap<string, string[]> {
  const struck = new Map<string, string[]>();
  for (const {
    fault,
    target,
    with: { from },
  } of Object.values(faults)) {
    if (target === undefined || target === "load") continue;
    const base = target.replace(/\/\d+$/, "");
    const on = Object.hasOwn(links, base) ? base : target;
    const text = `${fault}${base === target ? "" : ` of ${target}`}${typeof from === "string" ? ` from ${from}` : ""}`;
    struck.set(on, [...(struck.get(on) ?? []), text]);
  }
  return struck;
}
