import { join } from "node:path";
import type { Residue } from "../event/heal.ts";
import type { Engine } from "../runtime/docker/engine.ts";
import { sweep } from "../runtime/process/sweep.ts";
import { isOwnTemp } from "../register/own-temp.ts";
import type { Entry } from "../register/registry.ts";

/**
 * Takes down whatever carries a drill's mark, processes and containers, and removes its folders;
 * answers what remains.
 */
export async function sweepStack(entry: Entry): Promise<readonly Residue[]> {
  const [processes, containers] = await Promise.all([
    sweep(entry.mark, [
      join(entry.runFolder, "work"),
      ...(isOwnTemp(entry.temp) ? [entry.temp] : []),
    ]),
    sweepContainers(entry),
  ]);
  return [...processes, ...containers];
}

async function sweepContainers({ drill, mark, engine: url }: Entry): Promise<readonly Residue[]> {
  if (url === undefined) return [];
  try {
    // A watchdog sleeps beside every drill: it loads only what it needs.
    const { sweepDrill } = await import("../runtime/docker/sweep.ts");
    const { docker } = await engineAt(url);
    return await sweepDrill(docker, mark);
  } catch (error) {
    return [
      {
        what: "container",
        detail: `those of ${drill} cannot be looked for: ${error instanceof Error ? error.message : String(error)}`,
      },
    ];
  }
}

/**
 * The engine that a drill was started in, wherever this command would look by itself. That it may
 * be elsewhere was allowed then.
 */
export async function engineAt(url: string): Promise<Engine> {
  const { findEngine } = await import("../runtime/docker/engine.ts");
  const here = await findEngine({ allowRemote: true }).catch(() => undefined);
  return here?.url === url
    ? here
    : findEngine({ env: { ...process.env, DOCKER_HOST: url }, allowRemote: true });
}
