import type Docker from "dockerode";
import { readCompose } from "./compose-labels.ts";
import { restartPolicy, whyNoCrash } from "./crash.ts";
import type { Engine } from "./engine.ts";
import { isFleeting } from "./fleeting-port.ts";
import { isDrillContainer } from "./labels.ts";

/** A user's own container, as the engine reports it. */
export interface SeenContainer {
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  readonly project: string | undefined;
  readonly service: string | undefined;
  /** The compose files that its project was started from, absolute paths. */
  readonly composeFiles: readonly string[];
  readonly ports: readonly {
    readonly inside: number;
    readonly outside: number;
    /** Chosen again at each start. */ readonly fleeting: boolean;
  }[];
  /** Its health check, as one line. */
  readonly healthCheck: string;
  readonly restarts: string | undefined;
  readonly keeps: boolean;
  /** Services of its project that it depends on. */
  readonly needs: readonly { readonly service: string; readonly completed: boolean }[];
  /** `KEY=value`, as it was started. */
  readonly environment: readonly string[];
  /** Its process can be ended from here as a crash would end it. */
  readonly mortal: boolean;
}

/** All containers that are not a drill's. */
export async function listContainers({
  docker,
  local,
}: Pick<Engine, "docker" | "local">): Promise<readonly SeenContainer[]> {
  const all = (await docker.listContainers({ all: true })).filter(
    ({ Names, Labels }) => !isDrillContainer(Names[0], Labels) && !readCompose(Labels).oneOff,
  );
  return Promise.all(
    all.map(async ({ Id }) => seen(await docker.getContainer(Id).inspect(), local)),
  );
}

async function seen(info: Docker.ContainerInspectInfo, local: boolean): Promise<SeenContainer> {
  const { Name, Config, State, Mounts, NetworkSettings } = info;
  const { project, service, files, needs } = readCompose(Config.Labels);
  const ports = Object.entries(
    NetworkSettings.Ports as Record<string, { HostIp: string; HostPort: string }[] | null>,
  ).flatMap(([port, bound]) => {
    const [, inside] = /^(\d+)\/tcp$/.exec(port) ?? [];
    const [first] = bound ?? [];
    if (inside === undefined || first === undefined) return [];
    return [
      {
        inside: Number(inside),
        outside: Number(first.HostPort),
        fleeting: isFleeting(info, Number(inside)),
      },
    ];
  });
  return {
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    running: State.Running,
    project,
    service,
    composeFiles: files,
    ports,
    healthCheck: (Config.Healthcheck?.Test ?? []).join(" "),
    restarts: restartPolicy(info),
    mortal: State.Running && (await whyNoCrash(info, local)) === undefined,
    needs,
    environment: Config.Env ?? [],
    keeps: Mounts.some(({ Type, RW }) => RW && (Type === "volume" || Type === "bind")),
  };
}
