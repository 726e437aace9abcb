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
  readonly frames: readonly Frame[];
}

/** The border of a region or a zone. */
type Frame = Box & { readonly place: string; readonly kind: "region" | "zone" };

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
  const frames: Frame[] = [];
  const left = users.length === 0 ? margin : margin + box.width + 40;
  const columns = Math.max(1, ...nodes.map(({ rank }) => rank));
  const inner = columns * step.x - (step.x - box.width);
  const regions = Map.groupBy(nodes, ({ region }) => region);
  // Where one region shows its zones, all are as far to the right: columns run through.
  const inset = [...regions.values()].some((all) => byZone(all).size > 1) ? 2 * gap : gap;
  let y = margin;
  for (const [region, all] of regions) {
    const bottom = placeZones(all, { left, top: y + head, inset, inner }, boxes, frames);
    frames.push({
      place: region,
      kind: "region",
      x: left,
      y,
      width: inner + 2 * inset,
      height: bottom - y,
    });
    y = bottom + gap;
  }
  placeUsers(users, y, boxes);
  const width = Math.max(...frames.map((frame) => frame.x + frame.width), left) + margin;
  // A region is behind its zones.
  return {
    width,
    height: y - gap + margin,
    boxes,
    frames: frames.toSorted((a, b) => Number(a.kind === "zone") - Number(b.kind === "zone")),
  };
}

const byZone = (nodes: readonly TopologyNode[]): Map<string, TopologyNode[]> =>
  Map.groupBy(nodes, ({ zone }) => zone);

/**
 * The zones of one region, one under the other; each has a frame where there are several. Returns
 * where the region ends.
 */
function placeZones(
  nodes: readonly TopologyNode[],
  at: {
    readonly left: number;
    readonly top: number;
    /** From the region's frame to its first column. */
    readonly inset: number;
    /** The width of all columns. */
    readonly inner: number;
  },
  boxes: Map<string, Box>,
  frames: Frame[],
): number {
  const zones = byZone(nodes);
  const nested = zones.size > 1;
  let y = at.top;
  for (const [zone, all] of zones) {
    const from = y;
    y += (nested ? head : 0) + 12;
    const rows = placeRows(all, at.left + at.inset, y, boxes);
    y += rows * step.y - (step.y - box.height) + 20;
    if (!nested) continue;
    frames.push({
      place: zone,
      kind: "zone",
      x: at.left + gap,
      y: from,
      width: at.inner + 2 * gap,
      height: y - from,
    });
    y += gap;
  }
  return y;
}

/** Those before the stack: one column at half its height. */
function placeUsers(users: Topology["users"], height: number, boxes: Map<string, Box>): void {
  const pitch = box.height + gap;
  users.forEach(({ id }, index) =>
    boxes.set(userKey(id), {
      x: margin,
      y: (height - users.length * pitch) / 2 + index * pitch,
      width: box.width,
      height: box.height - 8,
    }),
  );
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
