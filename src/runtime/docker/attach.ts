/**
 * The user's own containers as a runtime: found, not made; broken only as confirmed; and as they
 * were when it is over.
 */
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { httpAt } from "../../kernel/address.ts";
import { GamedayError } from "../../kernel/error.ts";
import { attachedCapabilities, capabilitiesIn } from "../capabilities.ts";
import { inStack } from "../in-stack.ts";
import type { DrillMark } from "../drill-mark.ts";
import type { ComponentSpec, Endpoint, Instance, Runtime } from "../runtime.ts";
import { answers, tlsHint } from "../answers.ts";
import type { FoundTarget } from "./attach-find.ts";
import { attachedPower, type AttachedUnit } from "./attach-power.ts";
import { whyGone } from "./attach-refusal.ts";
import { containerParts } from "./container-parts.ts";
import type { Engine } from "./engine.ts";
import { removeApart } from "./partition.ts";

/** A found container; without what the engine said of it, one that may be gone. */
type AttachTarget = Omit<FoundTarget, "info"> & { readonly info?: FoundTarget["info"] | undefined };

export interface AttachOptions {
  readonly engine: Engine;
  readonly targets: readonly AttachTarget[];
  /** For what has to be made for a while: a network for those who are cut off together. */
  readonly mark: DrillMark;
}

const lookEveryMs = 100;

/** Makes found containers the components of a drill. */
export function attachRuntime({ engine, targets, mark }: AttachOptions): Runtime {
  const { docker } = engine;
  const byId = new Map(targets.map((target) => [target.id, target]));
  const health = new Map<string, ComponentSpec["health"]>();
  const find = (id: string): Docker.Container =>
    docker.getContainer(inStack(byId, id, "container").containerId);
  const units = new Map(
    targets.map((target): [string, AttachedUnit] => {
      const healthy = (): Promise<void> =>
        untilHealthy(
          find(target.id),
          target,
          engine,
          health.get(target.id),
          new AbortController().signal,
        );
      return [
        target.id,
        {
          container: find(target.id),
          told: "running",
          gone: () => whyGone(docker, target),
          startsSeen: new Set(
            target.info?.State.Running === true ? [target.info.State.StartedAt] : [],
          ),
          healthy,
        },
      ];
    }),
  );
  return {
    name: "docker",
    capabilities: capabilitiesIn(engine.kind, attachedCapabilities),
    power: attachedPower(units, engine.local),
    ...containerParts({ docker, find, mark, stay: true }),
    start: async (spec, signal) => {
      const target = inStack(byId, spec.id, "container");
      health.set(spec.id, spec.health);
      const gone = await whyGone(docker, target);
      if (gone !== undefined)
        throw new GamedayError("GD-E013", `${gone} since it was looked at`, {
          hint: "run it again",
        });
      await untilHealthy(find(spec.id), target, engine, spec.health, signal);
      return instanceOf(target, engine, await find(spec.id).inspect());
    },
    // What starts a container of theirs again, or does not, is what a Test is about.
    containers: async () => [...byId.values()].map(({ containerId }) => containerId),
    onExit: () => {},
    down: async () =>
      (await removeApart(docker, mark)).map((detail) => ({ what: "network" as const, detail })),
  };
}

/**
 * Where the port that a scenario names is reached from here; port 0 where it names none. GD-R001
 * when it is not published.
 */
export function publishedAt(
  { id, port, containerName }: AttachTarget,
  { host }: Pick<Engine, "host">,
  { NetworkSettings }: Docker.ContainerInspectInfo,
): Endpoint {
  if (port === undefined) return { host, port: 0 };
  const ports = NetworkSettings.Ports as Record<
    string,
    { HostIp: string; HostPort: string }[] | null
  >;
  const published = (ports[`${port}/tcp`] ?? []).find(({ HostIp }) => !HostIp.includes(":"));
  if (published !== undefined) return { host, port: Number(published.HostPort) };
  const others = Object.entries(ports).flatMap(([inside, bound]) =>
    bound === null || bound.length === 0 ? [] : [inside],
  );
  throw new GamedayError(
    "GD-R001",
    `${containerName} publishes no port ${port} on this machine, so load and probes cannot reach "${id}"`,
    {
      hint: `${others.length === 0 ? "it publishes none" : `it publishes ${others.join(", ")}`}; in a compose file: ports: ["127.0.0.1:${port}:${port}"]`,
    },
  );
}

function instanceOf(
  target: AttachTarget,
  engine: Engine,
  info: Docker.ContainerInspectInfo,
): Instance {
  return {
    id: target.id,
    ...publishedAt(target, engine, info),
    pid: info.State.Pid,
    detail: `the container ${target.containerName} (${info.Config.Image}), which is yours`,
  };
}

/**
 * Waits until it runs, and is healthy as far as that can be checked: by its own health check, its
 * path, its port.
 */
async function untilHealthy(
  container: Docker.Container,
  target: AttachTarget,
  engine: Engine,
  health: ComponentSpec["health"] | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { withinMs = 30_000, path = "", tls } = health ?? {};
  const deadline = performance.now() + withinMs;
  for (;;) {
    const info = await container.inspect();
    const why = await unhealthy(info, target, engine, { path, tls });
    if (why === undefined) return;
    if (performance.now() > deadline) {
      const secure =
        path !== "" && tls === undefined && target.port !== undefined
          ? await tlsHint(publishedAt(target, engine, info), target.port)
          : undefined;
      throw new GamedayError(
        "GD-R001",
        `"${target.id}", the container ${target.containerName}, is not healthy after ${withinMs / 1_000} s: ${why}`,
        {
          hint: `${secure === undefined ? "" : `${secure}\n`}docker logs --tail 50 ${target.containerName}`,
        },
      );
    }
    await sleep(lookEveryMs, undefined, { signal });
  }
}

async function unhealthy(
  info: Docker.ContainerInspectInfo,
  target: AttachTarget,
  engine: Engine,
  { path, tls }: Pick<ComponentSpec["health"], "path" | "tls">,
): Promise<string | undefined> {
  const { State } = info;
  if (!State.Running || State.Restarting) return `it is ${State.Status}`;
  if (State.Paused) return "it is paused";
  // Where there is no health check Docker leaves it out, and Podman says nothing.
  const health = State.Health?.Status ?? "none";
  const checked = health !== "none" && health !== "";
  if (checked && health !== "healthy") return `its health check says ${health}`;
  if (target.port === undefined) return undefined;
  const at = publishedAt(target, engine, info);
  if (path !== "")
    return (await answers(httpAt(at, path), tls)) ? undefined : `${path} does not answer`;
  return !checked && !(await connects(at)) ? `no listener at its port ${target.port}` : undefined;
}

function connects({ host, port }: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (ok: boolean): void => (socket.destroy(), resolve(ok));
    socket
      .once("connect", () => end(true))
      .once("timeout", () => end(false))
      .once("error", () => end(false));
  });
}
