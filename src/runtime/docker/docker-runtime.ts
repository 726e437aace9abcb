import type Docker from "dockerode";
import { GamedayError } from "../../kernel/error.ts";
import { capabilitiesIn, dockerCapabilities } from "../capabilities.ts";
import type { DrillMark } from "../drill-mark.ts";
import { inStack } from "../in-stack.ts";
import type { ComponentSpec, Endpoint, Instance, Leftover, Power, Runtime } from "../runtime.ts";
import { UnderWay } from "../under-way.ts";
import { planOf } from "./component-plan.ts";
import type { DockerRuntimeOptions } from "./container-plan.ts";
import { containerParts } from "./container-parts.ts";
import type { ContainerPlan } from "./container-plan.ts";
import { faultProxyPlan, proxyHost } from "./fault-proxy.ts";
import { ofDrill } from "./labels.ts";
import { isEngineGone } from "./refusal.ts";
import { sweepDrill } from "./sweep.ts";
import { startTool, type Tool, type ToolRequest } from "./tool.ts";
import { ContainerUnit, type UnitOptions } from "./unit.ts";
import { watchStack } from "./watch-stack.ts";

/** A running fault proxy in the stack's network. */
export interface ProxyContainer {
  /** `http://127.0.0.1:23456`, from here. */
  readonly api: string;
  readonly detail: string;
  /** Ports that listeners of links may take, inside → outside. */
  readonly ports: ReadonlyMap<number, number>;
  /** Resolves with what ended it, once it is gone. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** A stack of containers, which may have a fault proxy among them. */
export interface DockerRuntime extends Runtime {
  startProxy(request: {
    readonly image: string;
    readonly links: number;
    readonly seed: number;
  }): Promise<ProxyContainer>;
  /** Runs a program in the stack's network, in a container of its own. */
  startTool(request: Omit<ToolRequest, "network">): Tool;
  /**
   * Where something that is reached here is found in the stack's network; the same address where it
   * is no part of it.
   */
  insideOf(outside: Endpoint): Endpoint;
}

/**
 * Components as containers of a Docker-compatible engine, on networks of their own and labelled
 * with the drill.
 */
export function createDockerRuntime(options: DockerRuntimeOptions): DockerRuntime {
  const { engine, mark } = options;
  const { docker } = engine;
  const units = new Map<string, ContainerUnit>();
  const underWay = new UnderWay();
  const listeners: Parameters<Runtime["onExit"]>[0][] = [];
  const ending = new AbortController();
  const begin = beginner(options, units, ending.signal);
  const start = async (spec: ComponentSpec, signal: AbortSignal): Promise<Instance> => {
    if (units.has(spec.id)) throw new Error(`docker runtime: ${spec.id} was started before`);
    signal.throwIfAborted();
    const [plan, plugs] = await Promise.all([
      planOf(spec, options, signal),
      options.networks.plugs(spec.at),
    ]);
    return begin(
      {
        id: spec.id,
        component: spec.component,
        withinMs: spec.health.withinMs,
        plugs,
        onExit: (death) => listeners.forEach((listener) => listener(spec.id, death)),
      },
      plan,
      signal,
    );
  };
  const find = (id: string): Docker.Container => {
    const { container } = inStack(units, id);
    if (container === undefined) throw new GamedayError("GD-R001", `${id} has no container yet`);
    return container;
  };

  return {
    name: "docker",
    capabilities: capabilitiesIn(engine.kind, dockerCapabilities),
    power: powerOf(units, ending.signal, underWay, engine.url),
    ...containerParts({ docker, find, mark, stay: false }),
    startProxy: (request) =>
      underWay.track(
        startProxy(request, options, units, (of, plan) => begin(of, plan, ending.signal)),
      ),
    startTool: (request) =>
      startTool(docker, mark, {
        ...request,
        network: options.networks.common().then(({ network }) => network),
      }),
    insideOf: (outside) =>
      [...units.values()].find((unit) => unit.doors?.port === outside.port)?.inside ?? outside,
    start: (spec, signal) => underWay.track(start(spec, AbortSignal.any([signal, ending.signal]))),
    containers: async () =>
      (await docker.listContainers({ filters: ofDrill(mark) })).map(({ Id }) => Id),
    onExit: (listener) => void listeners.push(listener),
    down: () => {
      ending.abort(new Error("the stack is being taken down"));
      return takeDown(docker, mark, units, underWay);
    },
  };
}

/** What is known of a container before its plan. */
type Beginning = Pick<UnitOptions, "id" | "component" | "withinMs" | "plugs" | "onExit">;

type Begin = (of: Beginning, plan: ContainerPlan, signal: AbortSignal) => Promise<Instance>;

/** Starts containers as members of the stack; with the first, watching over all of them begins. */
function beginner(
  { engine, mark, logDir, pickPort }: DockerRuntimeOptions,
  units: Map<string, ContainerUnit>,
  ending: AbortSignal,
): Begin {
  let watching: Promise<void> | undefined;
  return async (of, plan, signal) => {
    await (watching ??= watchStack(engine.docker, mark, units, ending));
    signal.throwIfAborted();
    const unit = new ContainerUnit(plan, { ...of, engine, mark, logDir, pickPort });
    units.set(of.id, unit);
    try {
      return await unit.start(signal);
    } catch (error) {
      units.delete(of.id);
      await unit.discard();
      throw error;
    }
  };
}

/** The fault proxy, in a container of its own. */
async function startProxy(
  { image, links, seed }: Parameters<DockerRuntime["startProxy"]>[0],
  { networks }: DockerRuntimeOptions,
  units: ReadonlyMap<string, ContainerUnit>,
  begin: (of: Beginning, plan: ContainerPlan) => Promise<Instance>,
): ReturnType<DockerRuntime["startProxy"]> {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const { host, port, detail } = await begin(
    {
      id: proxyHost,
      component: proxyHost,
      withinMs: 30_000,
      plugs: [await networks.common()],
      onExit: (death) => resolve(death.detail),
    },
    faultProxyPlan(image, links, seed),
  );
  const unit = inStack(units, proxyHost);
  return {
    api: `http://${host}:${port}`,
    detail,
    ended,
    ports: unit.doors?.more ?? new Map(),
    stop: () => unit.discard(),
  };
}

async function takeDown(
  docker: Docker,
  mark: DrillMark,
  units: Map<string, ContainerUnit>,
  underWay: UnderWay,
): Promise<readonly Leftover[]> {
  for (const unit of units.values()) unit.forget();
  const first = await sweepDrill(docker, mark);
  const late = underWay.any;
  await underWay.settled();
  // Again for what was being made when the first look was taken.
  const left = late ? await sweepDrill(docker, mark) : first;
  await Promise.all([...units.values()].map((unit) => unit.discard()));
  units.clear();
  return left;
}

function powerOf(
  units: ReadonlyMap<string, ContainerUnit>,
  ending: AbortSignal,
  underWay: UnderWay,
  url: string,
): Power {
  const act = async <T>(id: string, work: (unit: ContainerUnit) => Promise<T>): Promise<T> => {
    try {
      return await work(inStack(units, id));
    } catch (error) {
      if (isEngineGone(error))
        throw new GamedayError("GD-E005", `the Docker engine at ${url} no longer responds`, {
          hint: "start it, then heal the drill: gameday stop",
          cause: error,
        });
      throw error;
    }
  };
  return {
    pause: (id) => act(id, (unit) => unit.pause()),
    resume: (id) => act(id, (unit) => unit.resume()),
    kill: (id) => act(id, (unit) => unit.kill()),
    stop: (id) => act(id, (unit) => unit.stop()),
    start: (id) => underWay.track(act(id, (unit) => unit.restart(ending))),
    state: (id) => act(id, (unit) => unit.state()),
    starts: (id) => units.get(id)?.starts ?? 0,
  };
}
