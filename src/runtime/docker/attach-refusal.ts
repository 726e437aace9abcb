/** Why what a fault does to a user's own container could not be undone. */
import type Docker from "dockerode";
import { isMissing } from "./refusal.ts";

/** A container as a drill knows it: the id is its own, the name may be another's by now. */
export interface KnownContainer {
  readonly containerId: string;
  readonly containerName: string;
}

/** Is it gone, and has another one its name? Undefined when it is there. */
export async function whyGone(
  docker: Docker,
  { containerId, containerName }: KnownContainer,
): Promise<string | undefined> {
  if ((await inspect(docker, containerId)) !== undefined) return undefined;
  const other = await inspect(docker, containerName);
  const next =
    other?.Name === `/${containerName}`
      ? `; another container (${other.Id.slice(0, 12)}) has its name now; Gameday did not touch that one`
      : "";
  return `the container ${containerName} (${containerId.slice(0, 12)}) is gone${next}`;
}

async function inspect(
  docker: Docker,
  idOrName: string,
): Promise<Docker.ContainerInspectInfo | undefined> {
  return docker
    .getContainer(idOrName)
    .inspect()
    .catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
}

/**
 * What the engine or an orchestrator would do to it by itself; `ends`: its process will, or may,
 * end.
 */
export function whyNoReturn(
  { Name, HostConfig, Config: { Labels } }: Docker.ContainerInspectInfo,
  ends: boolean,
): string | undefined {
  const name = Name.replace(/^\//, "");
  if (ends && HostConfig.AutoRemove === true)
    return `the container ${name} was started with --rm: it is removed when it stops, with its anonymous volumes, and could not be started again`;
  const orchestrator = Object.entries(orchestrators).find(
    ([label]) => Labels[label] !== undefined,
  )?.[1];
  return orchestrator === undefined
    ? undefined
    : `the container ${name} is run by ${orchestrator}, which replaces a broken container, so Gameday could not undo the fault`;
}

/** The label by which each marks its containers. */
const orchestrators: Readonly<Record<string, string>> = {
  "com.docker.swarm.task.id": "Docker Swarm",
  "io.kubernetes.pod.name": "Kubernetes",
  "com.hashicorp.nomad.alloc_id": "Nomad",
  "com.amazonaws.ecs.task-arn": "Amazon ECS",
  "io.balena.service-id": "balena",
};
