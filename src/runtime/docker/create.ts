import type Docker from "dockerode";
import type { DrillMark } from "../drill-mark.ts";
import { aliasesOf, partName, type ContainerPlan, type Doors } from "./container-plan.ts";
import type { Engine } from "./engine.ts";
import { labelsOf, nameOf } from "./labels.ts";
import type { Plug } from "./networks.ts";

/** Whose container it is and where it is plugged in. */
export interface Site {
  readonly engine: Engine;
  readonly mark: DrillMark;
  readonly id: string;
  readonly component: string;
  /** The narrowest network first. */
  readonly plugs: readonly Plug[];
}

const period = 100_000;

/**
 * A container as the engine makes it. Limits are always explicit, because one that was never set
 * cannot be put back. Nothing of the machine is in reach: no mount, no privilege, no engine socket,
 * ports on loopback alone.
 */
export function createOptions(
  plan: ContainerPlan,
  doors: Doors,
  options: Site,
): Docker.ContainerCreateOptions {
  const { engine, mark, id, plugs } = options;
  const [plug] = plugs;
  if (plug === undefined) throw new Error(`create: ${id} is on no network`);
  const ports = new Map<number, number>([
    [plan.port, doors.port],
    ...(plan.adminPort === undefined || doors.adminPort === undefined
      ? []
      : [[plan.adminPort, doors.adminPort] as const]),
    ...doors.more,
  ]);
  const published = [...ports].map(
    ([inside, outside]) =>
      [`${inside}/tcp`, [{ HostIp: engine.publishOn, HostPort: String(outside) }]] as const,
  );
  return {
    name: nameOf(mark, id),
    Hostname: partName(id),
    Image: plan.image,
    ...(plan.entrypoint === undefined ? {} : { Entrypoint: [...plan.entrypoint] }),
    ...(plan.command === undefined ? {} : { Cmd: [...plan.command(plug.address)] }),
    ...(plan.user === undefined ? {} : { User: plan.user }),
    Env: Object.entries(plan.env).map(([name, value]) => `${name}=${value}`),
    Labels: labelsOf(mark, id),
    ExposedPorts: Object.fromEntries(published.map(([port]) => [port, {}])),
    HostConfig: {
      NetworkMode: plug.network,
      PortBindings: Object.fromEntries(published),
      RestartPolicy: { Name: "no" },
      LogConfig: { Type: "json-file", Config: { "max-size": "20m", "max-file": "1" } },
      // Behind engine, probes and load, which are measured.
      CpuShares: 512,
      CpuPeriod: period,
      CpuQuota: period * engine.cpus,
      Memory: plan.memoryBytes,
      MemorySwap: plan.memoryBytes,
      Tmpfs: Object.fromEntries(
        Object.entries(plan.bounded).map(([path, bytes]) => [
          path,
          `rw,nosuid,nodev,mode=1777,size=${bytes}`,
        ]),
      ),
      SecurityOpt: ["no-new-privileges"],
      ...(plan.unprivileged ? { CapDrop: ["ALL"] } : {}),
    },
    NetworkingConfig: {
      EndpointsConfig: {
        [plug.network]: { Aliases: aliasesOf(options), IPAMConfig: { IPv4Address: plug.address } },
      },
    },
  };
}
