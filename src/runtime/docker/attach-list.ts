import type Docker from "dockerode";
import { whyNoCrash } from "./crash.ts";
import type { Engine } from "./engine.ts";

/** A container of somebody else, as the engine tells of it. */
export interface SeenContainer {
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  readonly project: string | undefined;
  readonly service: string | undefined;
  /** The compose files that its project was started from, absolute paths. */
  readonly composeFiles: readonly string[];
  readonly ports: readonly { readonly inside: number; readonly outside: number; /** Chosen anew at each start. */ readonly fleeting: boolean }[];
  /** Its health check, as one line. */
  readonly healthCheck: string;
  readonly restarts: string | undefined;
  readonly keeps: boolean;
  /** Its process can be ended from here as a crash would end it. */
  readonly mortal: boolean;
}

/** All containers that are not a drill's. */
export async function listContainers({ docker, local }: Pick<Engine, "docker" | "local">): Promise<readonly SeenContainer[]> {
  const all = (await docker.listContainers({ all: true })).filter(({ Labels }) => Labels["gameday.drill"] === undefined && Labels["com.docker.compose.oneoff"] !== "True");
  return Promise.all(all.map(async ({ Id }) => seen(await docker.getContainer(Id).inspect(), local)));
}

async function seen(info: Docker.ContainerInspectInfo, local: boolean): Promise<SeenContainer> {
  const { Name, Config, HostConfig, State, Mounts, NetworkSettings } = info;
  const labels = Config.Labels;
  const policy = ((HostConfig.RestartPolicy ?? {}) as { Name?: string }).Name ?? "";
  const wished = (HostConfig.PortBindings ?? {}) as Record<string, { HostPort?: string }[] | null>;
  const ports = Object.entries(NetworkSettings.Ports as Record<string, { HostIp: string; HostPort: string }[] | null>).flatMap(([port, bound]) => {
    const [, inside] = /^(\d+)\/tcp$/.exec(port) ?? [];
    const [first] = bound ?? [];
    if (inside === undefined || first === undefined) return [];
    return [{ inside: Number(inside), outside: Number(first.HostPort), fleeting: !(wished[port] ?? []).some(({ HostPort }) => HostPort === first.HostPort) }];
  });
  return {
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    running: State.Running,
    project: labels["com.docker.compose.project"],
    service: labels["com.docker.compose.service"],
    composeFiles: (labels["com.docker.compose.project.config_files"] ?? "").split(",").filter((file) => file !== ""),
    ports,
    healthCheck: (Config.Healthcheck?.Test ?? []).join(" "),
    restarts: policy === "" || policy === "no" ? undefined : policy,
    mortal: State.Running && (await whyNoCrash(info, local)) === undefined,
    keeps: Mounts.some(({ Type, RW }) => RW && (Type === "volume" || Type === "bind")),
  };
}
