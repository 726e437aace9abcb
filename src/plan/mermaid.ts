import { kindNamed } from "../scenario/schema/component/index.ts";
import type { Topology, TopologyEdge, TopologyNode } from "./topology.ts";

/** The picture as Mermaid, which Git forges, editors and wikis draw by themselves. */
export function mermaidOf({ nodes, edges, users, places }: Topology): string {
  const strikes = (place: string): string =>
    places
      .filter((each) => each.place === place)
      .map(({ strike }) => ` ✗ ${strike}`)
      .join("");
  const regions = [...new Set(nodes.map(({ region }) => region))];
  const lines = [
    "graph LR",
    ...users.map(
      ({ id, title, surge }) => `  ${key(id)}([${quoted(title)}])${surge ? ":::struck" : ""}`,
    ),
    ...regions.flatMap((region) => [
      `  subgraph ${key(`region ${region}`)} [${quoted(`${region}${strikes(region)}`)}]`,
      ...zonesOf(region, nodes, strikes),
      "  end",
    ]),
    ...users.flatMap(({ id, to }) => to.map((node) => `  ${key(id)} --> ${key(node)}`)),
    ...edges.map(edgeLine),
    "  classDef struck stroke:#d55e00,stroke-width:3px",
  ];
  return `${lines.join("\n")}\n`;
}

function zonesOf(
  region: string,
  nodes: readonly TopologyNode[],
  strikes: (place: string) => string,
): readonly string[] {
  const here = nodes.filter((node) => node.region === region);
  const zones = [...new Set(here.map(({ zone }) => zone))];
  const listed = (zone: string, indent: string): readonly string[] =>
    here.filter((node) => node.zone === zone).map((node) => `${indent}${nodeText(node)}`);
  if (zones.length === 1) return listed(zones[0] ?? "", "    ");
  return zones.flatMap((zone) => [
    `    subgraph ${key(`zone ${zone}`)} [${quoted(`${zone.split("/")[1] ?? zone}${strikes(zone)}`)}]`,
    ...listed(zone, "      "),
    "    end",
  ]);
}

function nodeText({ id, component, kind, detail, strikes }: TopologyNode): string {
  const text = quoted([component, detail, ...strikes.map((strike) => `✗ ${strike}`)].join("<br/>"));
  return `${key(id)}${kindNamed(kind).store ? `[(${text})]` : `[${text}]`}${strikes.length === 0 ? "" : ":::struck"}`;
}

function edgeLine({ from, to, kind, link, strikes }: TopologyEdge): string {
  if (kind === "replicates") return `  ${key(from)} -. replicates .-> ${key(to)}`;
  if (link === undefined) return `  ${key(from)} --> ${key(to)}`;
  return `  ${key(from)} ==${strikes.length === 0 ? "" : ` ${quoted(`✗ ${strikes.join(", ")}`)} ==`}> ${key(to)}`;
}

/** A name that Mermaid takes as one: `end` and `/` mean something to it. */
const key = (id: string): string => `n_${id.replaceAll(/[^A-Za-z0-9]/g, "_")}`;
const quoted = (text: string): string => `"${text.replaceAll('"', "'")}"`;
