/**
 * Finds containers that are not ours, by the name or the compose service that a scenario gives, and
 * only where the user has confirmed them.
 */
import type Docker from "dockerode";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import { GamedayError } from "../../kernel/error.ts";
import { ofProject, readCompose } from "./compose-labels.ts";
import { isDrillContainer, readLabels } from "./labels.ts";
import { isMissing } from "./refusal.ts";

/** What a scenario names. */
export type TargetName =
  | { readonly container: string }
  | { readonly compose: { readonly project: string; readonly service: string } };

export interface WantedTarget {
  /** The component's id, `web` or `web/2`. */
  readonly id: string;
  /** Which of a service's containers, from 1. */
  readonly replica: number;
  readonly name: TargetName;
  /** Inside of the container; what load and probes reach of it. */
  readonly port: number | undefined;
}

/** A user's own container that this drill may touch. */
export interface FoundTarget extends WantedTarget {
  readonly containerId: string;
  /** Without the slash. */
  readonly containerName: string;
  readonly info: Docker.ContainerInspectInfo;
}

/**
 * The container, which the user has confirmed by its name or by its project's. GD-E013 when it is
 * not there, GD-C009 when it was not confirmed or is a drill's own.
 */
export async function findTarget(
  docker: Docker,
  wanted: WantedTarget,
  confirmed: readonly string[],
): Promise<FoundTarget> {
  const info =
    "container" in wanted.name
      ? await byName(docker, wanted.id, wanted.name.container)
      : await byService(docker, wanted, wanted.name.compose);
  const containerName = info.Name.replace(/^\//, "");
  const labels = info.Config.Labels;
  if (isDrillContainer(containerName, labels))
    throw new GamedayError(
      "GD-C009",
      `the container ${containerName} belongs to the drill ${readLabels(labels).drill}`,
      { hint: "use only your own containers as targets" },
    );
  const { project } = readCompose(labels);
  const names =
    "container" in wanted.name
      ? [containerName, ...(project === undefined ? [] : [project])]
      : [wanted.name.compose.project];
  if (!names.some((name) => confirmed.includes(name))) {
    const given = confirmed.length === 0 ? "" : `; confirmed: ${confirmed.join(", ")}`;
    throw new GamedayError(
      "GD-C009",
      `"${wanted.id}" is the container ${containerName}${project === undefined ? "" : ` of the compose project "${project}"`}, which is not Gameday's and was not confirmed${given}`,
      { hint: `if it may be broken: --allow-target ${names.at(-1) ?? containerName}` },
    );
  }
  return { ...wanted, containerId: info.Id, containerName, info };
}

/**
 * The engine also takes the beginning of an id for a name: what it found must bear the whole name.
 */
async function byName(
  docker: Docker,
  id: string,
  name: string,
): Promise<Docker.ContainerInspectInfo> {
  const info = await docker
    .getContainer(name)
    .inspect()
    .catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  if (info?.Name === `/${name}`) return info;
  const all = (await docker.listContainers({ all: true })).flatMap(({ Names }) =>
    Names.map((each) => each.replace(/^\//, "")),
  );
  const near = didYouMean(name, all);
  throw new GamedayError("GD-E013", `there is no container "${name}" for the component "${id}"`, {
    hint: near === undefined ? "docker ps -a lists the containers" : `did you mean "${near}"?`,
  });
}

async function byService(
  docker: Docker,
  { id, replica }: WantedTarget,
  { project, service }: { project: string; service: string },
): Promise<Docker.ContainerInspectInfo> {
  const inProject = (await docker.listContainers({ all: true, filters: ofProject(project) })).map(
    ({ Id, Labels }) => ({ Id, ...readCompose(Labels) }),
  );
  if (inProject.length === 0)
    throw new GamedayError(
      "GD-E013",
      `there are no containers of the compose project "${project}"`,
      { hint: "start it: docker compose up --wait --detach; docker compose ls shows the projects" },
    );
  const ofService = inProject
    .filter((one) => one.service === service && !one.oneOff)
    .toSorted((a, b) => a.number - b.number);
  const found = ofService[replica - 1];
  if (found !== undefined) return docker.getContainer(found.Id).inspect();
  const services = [...new Set(inProject.flatMap((one) => one.service ?? []))].toSorted();
  const message =
    ofService.length === 0
      ? `the compose project "${project}" runs no service "${service}" for the component "${id}"`
      : `"${service}" of the compose project "${project}" has ${ofService.length} containers; there is no number ${replica} for "${id}"`;
  throw new GamedayError("GD-E013", message, { hint: `services there: ${services.join(", ")}` });
}
