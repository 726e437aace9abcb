import { httpAt } from "../kernel/address.ts";
import type { Endpoint } from "../runtime/runtime.ts";
import type { ProbeWorld } from "./probe.ts";

/** Where a probe asks a component: at its first replica; throws when it has no address yet. */
export function endpointOf(world: ProbeWorld, target: string): Endpoint {
  const [endpoint] = world.endpoints(target);
  if (endpoint === undefined) throw new Error(`${target} has no address`);
  return endpoint;
}

/** GETs a path of a component, within the time that a reading has. */
export async function ask(
  world: ProbeWorld,
  target: string,
  path: string,
): Promise<{ status: number; body: string }> {
  return world.get(httpAt(endpointOf(world, target), path), 2_000, target);
}
