import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import type { Leftover } from "../runtime.ts";
import { isDrillContainer, ofAnybody, ofDrill, ofOwner, readLabels, readMark, type DrillMark } from "./labels.ts";
import { engineText, unless } from "./refusal.ts";

type Whose = Pick<DrillMark, "drill" | "owner">;

/** How long removed things may take to go. Milliseconds. */
const patienceMs = 20_000;

/**
 * Removes every container, network and volume that carries the drill's label, and looks again until nothing is left; what
 * cannot be removed is answered. Safe for a drill that is long gone. An engine that does not answer is a leftover, too.
 */
export async function sweepDrill(docker: Docker, whose: Whose, withinMs = patienceMs): Promise<readonly Leftover[]> {
  const deadline = performance.now() + withinMs;
  let trouble = "";
  for (;;) {
    try {
      const left = await foundOf(docker, whose);
      if (left.length === 0) return [];
      if (performance.now() > deadline) return left.map(({ what, detail }) => ({ what, detail: trouble === "" ? detail : `${detail}: ${trouble}` }));
      // Containers first: they hold networks and volumes.
      for (const what of ["container", "network", "volume"] as const) {
        const removals = await Promise.allSettled(left.filter((one) => one.what === what).map(({ remove }) => remove()));
        for (const removal of removals) if (removal.status === "rejected") trouble = engineText(removal.reason);
      }
    } catch (error) {
      if (performance.now() > deadline) return [{ what: "container", detail: `whatever is left cannot be seen: ${engineText(error)}` }];
      trouble = engineText(error);
    }
    await sleep(100);
  }
}

/** A drill that still has something in the engine. */
export interface LabelledDrill {
  readonly drill: string;
  readonly owner: string;
  /** Containers, networks and volumes. */
  readonly things: number;
}

/** Drills of this register that still have something in the engine, with how much. */
export async function listLabelledDrills(docker: Docker, owner: string): Promise<readonly LabelledDrill[]> {
  return count((await labelsIn(docker, ofOwner(owner))).map((labels) => ({ drill: readLabels(labels).drill, owner })));
}

/** Drills of whatever register that cannot be running any more and still have something in the engine: their register is lost. */
export async function listExpiredDrills(docker: Docker, wallMs: number): Promise<readonly LabelledDrill[]> {
  return count((await labelsIn(docker, ofAnybody)).flatMap((labels) => readMark(labels) ?? []).filter(({ expires }) => Date.parse(expires) < wallMs));
}

async function labelsIn(docker: Docker, filters: { label: string[] }): Promise<readonly Record<string, string>[]> {
  const { containers, networks, volumes } = await listAll(docker, filters);
  return [...containers, ...networks, ...volumes].map(({ Labels }) => Labels ?? {});
}

/** Everything that carries these labels and was made by a drill. */
async function listAll(docker: Docker, filters: { label: string[] }): Promise<{ containers: Docker.ContainerInfo[]; networks: Docker.NetworkInspectInfo[]; volumes: Docker.VolumeInspectInfo[] }> {
  const [containers, networks, { Volumes: volumes }] = await Promise.all([docker.listContainers({ all: true, filters }), docker.listNetworks({ filters }), docker.listVolumes({ filters })]);
  return { containers: containers.filter(({ Names, Labels }) => isDrillContainer(Names[0], Labels)), networks, volumes: volumes ?? [] };
}

function count(marks: readonly Whose[]): readonly LabelledDrill[] {
  return [...Map.groupBy(marks, ({ drill, owner }) => `${owner} ${drill}`).values()].flatMap((same) => same.slice(0, 1).map(({ drill, owner }) => ({ drill, owner, things: same.length })));
}

interface Found extends Leftover {
  remove(): Promise<void>;
}

async function foundOf(docker: Docker, whose: Whose): Promise<readonly Found[]> {
  const { containers, networks, volumes } = await listAll(docker, ofDrill(whose));
  return [
    // A container that is being removed already is as good as gone.
    ...containers.map(({ Id, Names }): Found => ({ what: "container", detail: Names[0]?.slice(1) ?? Id, remove: () => unless([404, 409], docker.getContainer(Id).remove({ force: true, v: true })) })),
    ...networks.map(({ Id, Name }): Found => ({ what: "network", detail: Name, remove: () => removeNetwork(docker, Id) })),
    ...volumes.map(({ Name }): Found => ({ what: "volume", detail: Name, remove: () => unless([404], docker.getVolume(Name).remove({ force: true })) })),
  ];
}

/** Somebody else's container that was put on it is taken off, not removed. */
async function removeNetwork(docker: Docker, id: string): Promise<void> {
  const network = docker.getNetwork(id);
  const { Containers } = (await network.inspect().catch(() => ({}))) as { Containers?: Record<string, unknown> };
  for (const Container of Object.keys(Containers ?? {})) await unless([404, 403], network.disconnect({ Container, Force: true }));
  await unless([404], network.remove());
}
