import { listContainers, type SeenContainer } from "../runtime/docker/attach-list.ts";
import { findEngine } from "../runtime/docker/engine.ts";

export type { SeenContainer };

/** The containers of this machine's engine; GD-E005 where none answers. */
export async function ownContainers(): Promise<readonly SeenContainer[]> {
  return listContainers(await findEngine());
}
