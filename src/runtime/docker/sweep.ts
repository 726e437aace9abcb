import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import type { Leftover } from "../runtime.ts";
import type { DrillMark } from "../drill-mark.ts";
import { isDrillContainer, ofAnybody, ofDrill, readMark } from "./labels.ts";
import { engineText, unless } from "./refusal.ts";

/** How long removed things may take to go. Milliseconds. */
const patienceMs = 20_000;

/**
 * Removes every container, network and volume that carries the drill's label, and looks again until
 * nothing is left. Returns what cannot be removed; an engine that does not respond counts as a
 * leftover, too. Safe for a drill that is long gone.
 */
export async function sweepDrill(
  docker: Docker,
  mark: DrillMark,
  withinMs = patienceMs,
): Promise<readonly Leftover[]> {
  const deadline = performance.now() + withinMs;
  let trouble = "";
  for (;;) {
    try {
      const left = await foundOf(docker, mark);
      if (left.length === 0) return [];
      if (performance.now() > deadline)
        return left.map(({ what, detail }) => ({
          what,
          detail: trouble === "" ? detail : `${detail}: ${trouble}`,
        }));
      // Containers first: they hold networks and volumes.
      for (const what of ["container", "network", "volume"] as const) {
        const removals = await Promise.allSettled(
          left.filter((one) => one.what === what).map(({ remove }) => remove()),
        );
        for (const removal of removals)
          if (removal.status === "rejected") trouble = engineText(removal.reason);
      }
    } catch (error) {
      if (performance.now() > deadline)
        return [{ what: "container", detail: `cannot check for leftovers: ${engineText(error)}` }];
      trouble = engineText(error);
    }
    await sleep(100);
  }
}

/** A drill that still has something in the engine. */
export interface LabelledDrill {
  readonly mark: DrillMark;
  /** Containers, networks and volumes. */
  readonly things: number;
  /**
   * By the engine's clock, all of it is older than the drill can be: it cannot be running any more.
   */
  readonly expired: boolean;
}

/** Every drill of anybody that still has something in the engine. */
export async function listLabelledDrills(docker: Docker): Promise<readonly LabelledDrill[]> {
  const [{ containers, networks, volumes }, nowS] = await Promise.all([
    listAll(docker, ofAnybody),
    engineTimeS(docker),
  ]);
  const made = [
    ...containers.map(({ Labels, Created }) => ({ mark: readMark(Labels), atS: Created })),
    ...networks.map(({ Labels, Created }) => ({
      mark: readMark(Labels),
      atS: Date.parse(Created) / 1_000,
    })),
    ...volumes.map(({ Labels, ...rest }) => ({
      mark: readMark(Labels),
      atS: Date.parse((rest as { CreatedAt?: string }).CreatedAt ?? "") / 1_000,
    })),
  ].flatMap(({ mark, atS }) => (mark === undefined ? [] : [{ mark, atS }]));
  const byDrill = Map.groupBy(
    made,
    ({ mark: { drill, owner, secret } }) => `${owner} ${drill} ${secret}`,
  );
  // Things of unknown age, and all of them when the engine's time is unknown, do not count as old.
  return [...byDrill.values()].flatMap((same) =>
    same.slice(0, 1).map(({ mark }) => ({
      mark,
      things: same.length,
      expired: same.every(({ atS, mark: { lastsS } }) => atS + lastsS < nowS),
    })),
  );
}

/**
 * The engine's own time, whose clock may differ from this machine's. Seconds since 1970; NaN when
 * the engine does not say.
 */
async function engineTimeS(docker: Docker): Promise<number> {
  const { SystemTime = "" } = (await docker.info()) as { SystemTime?: string };
  return Date.parse(SystemTime) / 1_000;
}

/** Everything that carries these labels and was made by a drill. */
async function listAll(
  docker: Docker,
  filters: { label: string[] },
): Promise<{
  containers: Docker.ContainerInfo[];
  networks: Docker.NetworkInspectInfo[];
  volumes: Docker.VolumeInspectInfo[];
}> {
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return {
    containers: containers.filter(({ Names, Labels }) => isDrillContainer(Names[0], Labels)),
    networks,
    volumes: volumes ?? [],
  };
}

interface Found extends Leftover {
  remove(): Promise<void>;
}

async function foundOf(docker: Docker, mark: DrillMark): Promise<readonly Found[]> {
  const { containers, networks, volumes } = await listAll(docker, ofDrill(mark));
  return [
    // A container that is being removed already is as good as gone.
    ...containers.map(({ Id, Names }): Found => ({
      what: "container",
      detail: Names[0]?.slice(1) ?? Id,
      remove: () => unless([404, 409], docker.getContainer(Id).remove({ force: true, v: true })),
    })),
    ...networks.map(({ Id, Name }): Found => ({
      what: "network",
      detail: Name,
      remove: () => removeNetwork(docker, Id),
    })),
    ...volumes.map(({ Name }): Found => ({
      what: "volume",
      detail: Name,
      remove: () => unless([404], docker.getVolume(Name).remove({ force: true })),
    })),
  ];
}

/** A container that is not the drill's is disconnected from the network, not removed. */
async function removeNetwork(docker: Docker, id: string): Promise<void> {
  const network = docker.getNetwork(id);
  const { Containers } = (await network.inspect().catch(() => ({}))) as {
    Containers?: Record<string, unknown>;
  };
  for (const Container of Object.keys(Containers ?? {}))
    await unless([404, 403], network.disconnect({ Container, Force: true }));
  await unless([404], network.remove());
}
