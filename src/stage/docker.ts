import type { LinkHost } from "../engine/ports.ts";
import { GamedayError } from "../kernel/error.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunningProxy } from "../proxy/proxy.ts";
import { connectProxy } from "../proxy/toxiproxy.ts";
import {
  createDockerRuntime,
  type DockerRuntime,
  type ProxyContainer,
} from "../runtime/docker/docker-runtime.ts";
import type { Engine } from "../runtime/docker/engine.ts";
import { proxyHost } from "../runtime/docker/fault-proxy.ts";
import { DrillNetworks } from "../runtime/docker/networks.ts";
import { choosePort } from "../runtime/process/port.ts";
import { askAddress } from "./ask-address.ts";
import type { DockerChoice } from "./choose-images.ts";
import type { RealStack, RealStackParts, StageRequest } from "./runtime.ts";
import { programsFolder } from "../setup/programs.ts";

/** A stack of containers, and its links through a fault proxy that is one of them. */
export async function dockerStack(
  { plan, mark, paths }: StageRequest,
  { engine, images }: DockerChoice,
  parts: RealStackParts,
): Promise<RealStack> {
  const places = plan.bringUp.flatMap((step) => ("start" in step ? [step.start.at] : []));
  const image = (part: Parameters<typeof images.get>[0]): string => {
    const name = images.get(part);
    if (name === undefined)
      throw new GamedayError("GD-E010", `no image for ${part}`, { hint: "gameday setup images" });
    return name;
  };
  // On this machine a port is looked for that is free; on another one that is impossible, and a
  // taken one is tried again.
  const runtime = createDockerRuntime({
    ...parts,
    engine,
    mark,
    networks: new DrillNetworks(engine.docker, mark, places),
    baked: programsFolder(paths),
    image,
    pickPort: () => choosePort("127.0.0.1"),
  });
  return {
    runtime,
    called: "containers",
    beside: runtime,
    links: containerLinks(runtime, engine, {
      image: () => image("toxiproxy"),
      links: listenersOf(plan),
      seed: plan.seed,
    }),
  };
}

/** One for each replica that a link leads to. */
function listenersOf({ scenario, bringUp }: Plan): number {
  const replicas = (component: string): number =>
    bringUp.filter((step) => "start" in step && step.start.component === component).length;
  return Object.values(scenario.links).reduce((sum, { to }) => sum + replicas(to), 0);
}

function containerLinks(
  runtime: DockerRuntime,
  engine: Engine,
  { image, links, seed }: { image: () => string; links: number; seed: string },
): LinkHost {
  let proxy: ProxyContainer | undefined;
  const free: (readonly [number, number])[] = [];
  return {
    start: async (): Promise<RunningProxy> => {
      proxy = await runtime.startProxy({
        image: image(),
        links,
        seed: Number.parseInt(seed, 36) % Number.MAX_SAFE_INTEGER || 0,
      });
      free.push(...proxy.ports);
      const { api, detail, ended, stop } = proxy;
      return { proxy: connectProxy({ api }), detail, pid: undefined, ended, close: stop };
    },
    address: async () => {
      const next = free.shift();
      if (next === undefined)
        throw new Error("docker-stage: more links than the fault proxy has ports for");
      const [inside, outside] = next;
      return {
        listen: { host: "0.0.0.0", port: inside },
        inside: { host: proxyHost, port: inside },
        outside: { host: engine.host, port: outside },
      };
    },
    connect: (api) => connectProxy({ api }),
    ask: askAddress,
  };
}
