import { join } from "node:path";
import type { Residue } from "../event/event.ts";
import type { Engine } from "../runtime/docker/engine.ts";
import { sweep } from "../runtime/process/sweep.ts";
import { isOurs, findPaths, ownerOf } from "./paths.ts";
import type { Entry } from "./registry.ts";

/** Takes down whatever carries a drill's mark, processes and containers, and removes its folders; answers what remains. */
export async function sweepStack(entry: Entry): Promise<readonly Residue[]> {
  const [processes, containers] = await Promise.all([sweep(entry.drill, [join(entry.runFolder, "work"), entry.temp], { isOurs }), sweepContainers(entry)]);
  return [...processes, ...containers];
}

async function sweepContainers({ drill, engine: url }: Entry): Promise<readonly Residue[]> {
  if (url === undefined) return [];
  try {
    // A watchdog sleeps beside every drill: it loads only what it needs.
    const { sweepDrill } = await import("../runtime/docker/sweep.ts");
    const { docker } = await engineAt(url);
    return await sweepDrill(docker, { drill, owner: ownerOf(findPaths(process.env, "/")) });
  } catch (error) {
    return [{ what: "container", detail: `those of ${drill} cannot be looked for: ${error instanceof Error ? error.message : String(error)}` }];
  }
}

/** Containers of drills of ours that no register knows any more; none where no engine answers. */
export async function sweepStrayContainers(isKnown: (drill: string) => boolean): Promise<readonly { readonly drill: string; readonly was: "unregistered"; readonly residue: readonly Residue[] }[]> {
  const [{ findEngine }, { listLabelledDrills, sweepDrill }] = await Promise.all([import("../runtime/docker/engine.ts"), import("../runtime/docker/sweep.ts")]);
  const engine = await findEngine().catch(() => undefined);
  if (engine === undefined) return [];
  const owner = ownerOf(findPaths(process.env, "/"));
  const strays = (await listLabelledDrills(engine.docker, owner)).filter(({ drill }) => !isKnown(drill));
  return Promise.all(strays.map(async ({ drill }) => ({ drill, was: "unregistered" as const, residue: await sweepDrill(engine.docker, { drill, owner }) })));
}

/** The engine that a drill was started in, wherever this command would look by itself. That it may be elsewhere was allowed then. */
export async function engineAt(url: string): Promise<Engine> {
  const { findEngine } = await import("../runtime/docker/engine.ts");
  const here = await findEngine({ allowRemote: true }).catch(() => undefined);
  return here?.url === url ? here : findEngine({ env: { ...process.env, DOCKER_HOST: url }, allowRemote: true });
}
