import type { Topology, TopologyEdge, TopologyNode } from "../../plan/topology.ts";
import { placeTopology, userKey, type Box, type Placed } from "./topology-layout.ts";
import { chart, coordinate, element, escapeXml, label } from "./svg.ts";
import { shorten } from "./label-rows.ts";

/**
 * The picture of a stack: regions and zones as frames, components as boxes from the users to what
 * everything rests on.
 */
export function topologyChart(topology: Topology, id: string, title: string): string {
  const placed = placeTopology(topology);
  return chart(
    {
      id,
      width: placed.width,
      height: placed.height,
      title,
      description: describeTopology(topology),
    },
    element(
      "defs",
      {},
      arrowhead(`${id}-arrow`, "topo-tip"),
      arrowhead(`${id}-affected`, "topo-tip affected"),
    ),
    ...placed.frames.map((frame) => frameMarkup(frame, topology)),
    ...[...userEdges(topology), ...topology.edges].map((edge) => edgeMarkup(edge, placed, id)),
    ...topology.users.map((users) => usersMarkup(users, placed)),
    ...topology.nodes.map((node) => nodeMarkup(node, placed)),
    // Over everything, or a box would hide a word.
    ...topology.edges.map((edge) => edgeLabel(edge, placed)),
  );
}

/**
 * The same as a file of its own, which knows light and dark by itself; `css` is the report's, whose
 * rules about the picture it takes.
 */
export function topologyFile(topology: Topology, title: string, css: string): string {
  const rules = css
    .split("\n")
    .filter((line) => /^(\.chart )?\.topo-/.test(line))
    .join("");
  return topologyChart(topology, "topology", title).replace(
    "<title",
    `<style>${colours}${rules}</style><title`,
  );
}

const colours =
  ".chart{--paper:#fff;--raised:#f5f6f7;--ink:#1b1e21;--muted:#565d65;--rule:#d8dce0;--loss:#b34f00;font:12px " +
  "system-ui,'Segoe UI','Liberation " +
  "Sans',Arial,sans-serif;background:var(--paper)}.chart " +
  "text{fill:var(--ink)}@media(prefers-color-scheme:dark){.chart{--paper:#15181b;--raised:#1d2125;--ink:#e7eaed;--muted:#a4acb4;--rule:#363d44;--loss:#ff8a3d}}";

/** The picture in words, for those who cannot see it. */
export function describeTopology({ nodes, edges, users, places }: Topology): string {
  const list = (names: readonly string[]): string => names.join(", ");
  const needs = nodes.flatMap(({ id }) => {
    const to = edges
      .filter((edge) => edge.from === id && edge.kind === "needs")
      .map((edge) => edge.to);
    return to.length === 0 ? [] : [`${id} needs ${list(to)}.`];
  });
  const copies = edges
    .filter(({ kind }) => kind === "replicates")
    .map(({ from, to }) => `${from} replicates ${to}.`);
  const targeted = [
    ...nodes.flatMap(({ id, strikes }) => strikes.map((strike) => `${strike} targets ${id}`)),
    ...edges.flatMap(({ from, to, strikes }) =>
      strikes.map((strike) => `${strike} targets the link from ${from} to ${to}`),
    ),
    ...places.map(({ place, strike }) => `${strike} targets ${place}`),
  ];
  return [
    ...users.map(({ title, to }) => `${title} talk to ${list(to)}.`),
    ...needs,
    ...copies,
    ...targeted.map((text) => `${text}.`),
  ].join(" ");
}

const arrowhead = (id: string, name: string): string =>
  element(
    "marker",
    {
      id,
      viewBox: "0 0 8 8",
      refX: 7,
      refY: 4,
      markerWidth: 8,
      markerHeight: 8,
      markerUnits: "userSpaceOnUse",
      orient: "auto",
    },
    element("path", { class: name, d: "M0 0L8 4L0 8Z" }),
  );

function frameMarkup(
  { place, kind, x, y, width, height }: Placed["frames"][number],
  { places }: Topology,
): string {
  const strikes = places.filter((each) => each.place === place).map(({ strike }) => strike);
  const name = kind === "zone" ? (place.split("/")[1] ?? place) : place;
  return [
    element("rect", {
      class: `topo-${kind}${strikes.length === 0 ? "" : " affected"}`,
      x,
      y,
      width,
      height,
      rx: 6,
    }),
    label(kind === "region" ? `region ${name}` : `zone ${name}`, {
      class: "topo-place",
      x: x + 10,
      y: y + 16,
    }),
    ...(strikes.length === 0
      ? []
      : [
          label(`✗ ${strikes.join(", ")}`, {
            class: "topo-strike",
            x: x + width - 10,
            y: y + 16,
            "text-anchor": "end",
          }),
        ]),
  ].join("");
}

function userEdges({ users }: Topology): readonly TopologyEdge[] {
  return users.flatMap(({ id, to, surge }) =>
    to.map((node): TopologyEdge => ({
      from: userKey(id),
      to: node,
      kind: "needs",
      strikes: surge ? [id] : [],
    })),
  );
}

function usersMarkup({ id, title, surge }: Topology["users"][number], { boxes }: Placed): string {
  const box = boxes.get(userKey(id));
  if (box === undefined) return "";
  const { x, y, width, height } = box;
  return element(
    "g",
    {},
    element("rect", {
      class: `topo-box${surge ? " affected" : ""}`,
      x,
      y,
      width,
      height,
      rx: height / 2,
    }),
    element("title", {}, escapeXml(title)),
    label(shorten(surge ? `✗ ${id}` : title, width - 16, surge ? 11 : 13), {
      class: surge ? "topo-strike" : "topo-name",
      x: x + width / 2,
      y: y + height / 2 + 4,
      "text-anchor": "middle",
    }),
  );
}

function nodeMarkup({ id, component, detail, strikes }: TopologyNode, { boxes }: Placed): string {
  const box = boxes.get(id);
  if (box === undefined) return "";
  const { x, y, width, height } = box;
  return element(
    "g",
    {},
    element("title", {}, escapeXml(`${component}: ${detail}`)),
    element("rect", {
      class: `topo-box${strikes.length === 0 ? "" : " affected"}`,
      x,
      y,
      width,
      height,
      rx: 5,
    }),
    label(shorten(component, width - 12, 13), {
      class: "topo-name",
      x: x + width / 2,
      y: y + 19,
      "text-anchor": "middle",
    }),
    label(shorten(detail, width - 10, 11), {
      class: "topo-detail",
      x: x + width / 2,
      y: y + 35,
      "text-anchor": "middle",
    }),
    ...(strikes.length === 0
      ? []
      : [
          label(`✗ ${strikes.join(", ")}`, {
            class: "topo-strike",
            x: x + width / 2,
            y: y + height + 13,
            "text-anchor": "middle",
          }),
        ]),
  );
}

function edgeMarkup(edge: TopologyEdge, { boxes }: Placed, id: string): string {
  const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
  if (from === undefined || to === undefined) return "";
  const targeted = edge.strikes.length > 0;
  const name = [
    "topo-edge",
    ...(edge.kind === "replicates" ? ["replicates"] : []),
    ...(edge.link === undefined ? [] : ["link"]),
    ...(targeted ? ["affected"] : []),
  ].join(" ");
  return element("path", {
    class: name,
    d: route(from, to, boxes.values()),
    "marker-end": `url(#${id}-${targeted ? "affected" : "arrow"})`,
  });
}

/**
 * From box to box: straight on to the right, in an arc over what is between, along whichever
 * row is free where they are in different ones, and along the side between neighbours above each
 * other.
 */
function route(from: Box, to: Box, boxes: Iterable<Box>): string {
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  if (to.x <= from.x + from.width) {
    const [x1, x2] = [from.x + from.width / 2 + 20, to.x + to.width / 2 + 20];
    const [top, bottom] = y2 > y1 ? [from.y + from.height, to.y] : [from.y, to.y + to.height];
    const bend = (bottom - top) / 3;
    return `${moveTo(x1, top)}${curve(x1, top + bend, x2, bottom - bend, x2, bottom)}`;
  }
  const [x1, x2] = [from.x + from.width, to.x];
  const isFree = (y: number): boolean =>
    [...boxes].every(
      (box) =>
        box === from ||
        box === to ||
        box.x + box.width <= x1 ||
        box.x >= x2 ||
        box.y > y ||
        box.y + box.height < y,
    );
  if (Math.abs(y2 - y1) < 4)
    return isFree(y1)
      ? `${moveTo(x1, y1)}L${coordinate(x2)} ${coordinate(y2)}`
      : `${moveTo(x1, y1 - 8)}${curve(x1 + 26, y1 - 50, x2 - 26, y2 - 50, x2, y2 - 8)}`;
  const [near, far] = [x1 + turn, x2 - turn];
  if (near < far && isFree(y1))
    return `${moveTo(x1, y1)}L${coordinate(far)} ${coordinate(y1)}${curve(far + turn / 2, y1, x2 - turn / 2, y2, x2, y2)}`;
  if (near < far && isFree(y2))
    return `${moveTo(x1, y1)}${curve(x1 + turn / 2, y1, near - turn / 2, y2, near, y2)}L${coordinate(x2)} ${coordinate(y2)}`;
  const reach = (x2 - x1) / 2;
  return `${moveTo(x1, y1)}${curve(x1 + reach, y1, x2 - reach, y2, x2, y2)}`;
}

/** The room in which a line changes its row. */
const turn = 60;
const moveTo = (x: number, y: number): string => `M${coordinate(x)} ${coordinate(y)}`;
const curve = (...numbers: readonly number[]): string => `C${numbers.map(coordinate).join(" ")}`;

function edgeLabel({ from, to, strikes }: TopologyEdge, { boxes }: Placed): string {
  const [a, b] = [boxes.get(from), boxes.get(to)];
  if (a === undefined || b === undefined || strikes.length === 0) return "";
  const x = (a.x + a.width + b.x) / 2;
  const y = (a.y + b.y) / 2 + a.height / 2;
  return label(`✗ ${strikes.join(", ")}`, {
    class: "topo-strike",
    x,
    y: y - 9,
    "text-anchor": "middle",
  });
}
