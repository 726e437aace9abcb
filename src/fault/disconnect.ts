import type { Attachment } from "../event/attachment.ts";
import { z } from "zod";
import { part, type Fault, type FaultRequest, type FaultWorld } from "./fault.ts";

const params = z.strictObject({ ports: z.enum(["closed", "open"]).default("closed") });
type Params = z.output<typeof params>;

const membersOf = ({ target, members = [target] }: FaultRequest<Params>): readonly string[] =>
  members;

/**
 * Cuts a component, or all of a region, zone or rack together, off from all others, in both
 * directions. Its members can still reach each other.
 */
export const disconnect: Fault<Params> = {
  name: "disconnect",
  doc:
    "Disconnects a component, a region, a zone or a rack from all others, both ways; " +
    "with `ports: open` its published ports can still be reached from outside.",
  target: "group",
  needs: ["network"],
  params,
  mark: { label: "cut off", color: "#0072B2" },
  obstacle: async (world, request) => {
    const alone = (
      await Promise.all(
        membersOf(request).map(async (id) => ({
          id,
          places: await part(world, "network").attachments(id),
        })),
      )
    ).find(
      ({ places }) =>
        places.length === 0 ||
        places.some(({ network }) => network === "host" || network === "none"),
    );
    return alone === undefined
      ? undefined
      : `${alone.id} is on ${alone.places.length === 0 ? "no network of its own" : `the network "${alone.places[0]?.network}"`}, which it cannot leave`;
  },
  undo: async (request, world) => ({
    do: "rejoin",
    target: request.target,
    places: await placesOf(world, request),
  }),
  apply: async (world, request) => {
    const before = await part(world, "network").part(membersOf(request), request.with.ports);
    return { before: JSON.stringify(before) };
  },
  verify: async (world, request, trace) => {
    const now = await placesOf(world, request);
    const before = JSON.parse(String(trace?.["before"] ?? "null")) as typeof now | null;
    const stayed = Object.keys(now).filter(
      (id) =>
        before === null ||
        ((now[id] ?? []).length > 0 && JSON.stringify(now[id]) === JSON.stringify(before[id])),
    );
    const left = (id: string): string =>
      (before?.[id] ?? [])
        .map(({ network }) => network)
        .filter((network) => !(now[id] ?? []).some((place) => place.network === network))
        .join(", ");
    if (stayed.length > 0)
      return { ok: false, evidence: `on the same networks as before: ${stayed.join(", ")}` };
    return {
      ok: true,
      evidence: Object.keys(now)
        .map((id) => `${id} has left ${left(id)}`)
        .join("; "),
    };
  },
};

async function placesOf(
  world: FaultWorld,
  request: FaultRequest<Params>,
): Promise<Readonly<Record<string, readonly Attachment[]>>> {
  const network = part(world, "network");
  return Object.fromEntries(
    await Promise.all(
      membersOf(request).map(async (id) => [id, await network.attachments(id)] as const),
    ),
  );
}
