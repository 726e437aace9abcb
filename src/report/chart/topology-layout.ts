import type { Topology, TopologyNode } from "../../plan/topology.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything of the picture is, in pixels. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  /** By node id, and `userKey` for those before the stack. */
  readonly boxes: ReadonlyMap<string, Box>;
  readonly frames: readonly (Box & { readonly place: string; readonly kind: "region" | "zone" })[];
}

/** The box of those before the stack, whose ids may be those of nodes. */
export const userKey = (id: string): string => `users ${id}`;

const box = { width: 128, height: 44 };
/** Between the left edges of two columns, and the top edges of two rows. */
const step = { x: 196, y: 74 };
const gap = 14;
const head = 26;
const margin = 8;

/**
 * Columns by distance from the users, a frame for each region and, where it has several, each zone;
 * one under the other.
 */
export function placeTopology({ nodes, users }: Topology): Placed {
  const boxes = new Map<string, Box>();
  const frames: (Box & { place: string; kind: "region" | "zone" })[] = [];
  const left = users.length === 0 ? margin : margin + box.width + 40;
  const columns = Math.max(1, ...nodes.map(({ rank }) => rank));
  const inner = columns * step.x - (step.x - box.width);
  const zonesOf = (region: string): readonly string[] => [
    ...new Set(nodes.filter((node) => node.region === region).map(({ zone }) => zone)),
  ];
  // Where one region shows its zones, all stand as far to the right: columns run through.
  const inset = nodes.some(({ region }) => zonesOf(region).length > 1) ? 2 * gap : gap;
  let y = margin;
  for (const region of new Set(nodes.map((node) => node.region))) {
    const zones = zonesOf(region);
    const top = y;
    const nested = zones.length > 1;
    y += head;
    for (const zone of zones) {
      const from = y;
      y += (nested ? head : 0) + 12;
      const rows = placeRows(
        nodes.filter((node) => node.zone === zone),
        left + inset,
        y,
        boxes,
      );
      y += rows * step.y - (step.y - box.height) + 20;
      if (nested)
        frames.push({
          place: zone,
          kind: "zone",
          x: left + gap,
          y: from,
          width: inner + 2 * gap,
          height: y - from,
        });
      y += nested ? gap : 0;
    }
    frames.push({
      place: region,
      kind: "region",
      x: left,
      y: top,
      width: inner + 2 * inset,
      height: y - top,
    });
    y += gap;
  }
  const width = Math.max(...frames.map((frame) => frame.x + frame.width), left) + margin;
  users.forEach(({ id }, index) =>
    boxes.set(userKey(id), {
      x: margin,
      y: (y - users.length * (box.height + gap)) / 2 + index * (box.height + gap),
      width: box.width,
      height: box.height - 8,
    }),
  );
  // A region is behind its zones.
  return {
    width,
    height: y - gap + margin,
    boxes,
    frames: frames.toSorted((a, b) => Number(a.kind === "zone") - Number(b.kind === "zone")),
  };
}

/**
 * One zone's boxes: its columns side by side, and in a column one under the other. Returns the
 * number of rows.
 */
function placeRows(
  nodes: readonly TopologyNode[],
  left: number,
  top: number,
  boxes: Map<string, Box>,
): number {
  const rows = new Map<number, number>();
  for (const { id, rank } of nodes) {
    const row = rows.get(rank) ?? 0;
    rows.set(rank, row + 1);
    boxes.set(id, { x: left + (rank - 1) * step.x, y: top + row * step.y, ...box });
  }
  return Math.max(1, ...rows.values());
}
