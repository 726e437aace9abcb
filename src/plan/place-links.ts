import { isIn } from "../scenario/component.ts";
import type { PlannedComponent, Scenario } from "./plan.ts";

/**
 * The links between a place and another one, or everything outside of it, and which of them leave
 * the place. A link is one listener for all replicas that connect over it: it belongs to the place
 * only when all of those stand there.
 */
export function linksAt(
  place: string,
  from: unknown,
  links: Scenario["links"],
  placed: ReadonlyMap<string, readonly PlannedComponent[]>,
): { members: readonly string[]; leaving: readonly string[] } {
  const here = ({ at }: PlannedComponent): boolean => isIn(at, place);
  const there = (component: PlannedComponent): boolean =>
    typeof from === "string" ? isIn(component.at, from) : !here(component);
  const found = Object.entries(links).flatMap(([name, { from: client, to }]) => {
    const clients = placed.get(client) ?? [];
    const servers = placed.get(to) ?? [];
    return servers.flatMap((server) => {
      const id = servers.length === 1 ? name : `${name}/${server.replica}`;
      if (clients.every(here) && there(server)) return [{ id, leaving: true }];
      return here(server) && !clients.every(here) && clients.some(there)
        ? [{ id, leaving: false }]
        : [];
    });
  });
  return {
    members: found.map(({ id }) => id),
    leaving: found.flatMap(({ id, leaving }) => (leaving ? [id] : [])),
  };
}
