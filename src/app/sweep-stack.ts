import { join } from "node:path";
import type { Residue } from "../event/event.ts";
import type { Engine } from "../runtime/docker/engine.ts";
import type { LabelledDrill } from "../runtime/docker/sweep.ts";
import { sweep } from "../runtime/process/sweep.ts";
import { isOurs, findPaths, ownerOf } from "./paths.ts";
import { realClock } from "./real-clock.ts";
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

/** Containers of drills of ours that no register knows any more, and of anybody's that are past their expiry; none where no engine answers. */
export async function sweepStrayContainers(isKnown: (drill: string) => boolean): Promise<readonly { readonly drill: string; readonly was: "unregistered"; readonly residue: readonly Residue[] }[]> {
  const [{ findEngine }, { sweepDrill }] = await Promise.all([import("../runtime/docker/engine.ts"), import("../runtime/docker/sweep.ts")]);
  const engine = await findEngine().catch(() => undefined);
  if (engine === undefined) return [];
  const strays = await strayDrills(engine, ownerOf(findPaths(process.env, "/")), isKnown);
  return Promise.all(strays.map(async ({ drill, owner }) => ({ drill, was: "unregistered" as const, residue: await sweepDrill(engine.docker, { drill, owner }) })));
}

/** Drills with something in an engine that this register does not know, or that are another's and cannot be running any more. */
export async function strayDrills({ docker }: Engine, owner: string, isKnown: (drill: string) => boolean): Promise<readonly (LabelledDrill & { readonly expired: boolean })[]> {
  const { listExpiredDrills, listLabelledDrills } = await import("../runtime/docker/sweep.ts");
  const ours = (await listLabelledDrills(docker, owner)).filter(({ drill }) => !isKnown(drill)).map((one) => ({ ...one, expired: false }));
  const others = (await listExpiredDrills(docker, realClock.wallMs())).filter((one) => one.owner !== owner).map((one) => ({ ...one, expired: true }));
  return [...ours, ...others];
}

/** The engine that a drill was started in, wherever this command would look by itself. That it may be elsewhere was allowed then. */
export async function engineAt(url: string): Promise<Engine> {
  const { findEngine } = await import("../runtime/docker/engine.ts");
  const here = await findEngine({ allowRemote: true }).catch(() => undefined);
  return here?.url === url ? here : findEngine({ env: { ...process.env, DOCKER_HOST: url }, allowRemote: true });
}
