import type Docker from "dockerode";
import { GamedayError } from "../../kernel/error.ts";
import type { Allowance, Limits } from "../runtime.ts";

/** The container of a component, by the component's id. */
export type FindContainer = (id: string) => Docker.Container;

/** What Docker takes when nothing is said. Microseconds. */
const usualPeriod = 100_000;

/** A mebibyte. */
const MiB = 1024 * 1024;

/** Limits of running containers through the engine's update call. */
export function dockerLimits(find: FindContainer): Limits {
  return {
    allowance: async (id) => allowanceOf((await find(id).inspect()).HostConfig),
    allow: async (id, change) => {
      const container = find(id);
      const { HostConfig: host } = await container.inspect();
      const update = { ...cpuUpdate(id, host, change.cpus), ...memoryUpdate(id, host, change) };
      if (Object.keys(update).length > 0) await container.update(update);
    },
    felt: async (id) => feltBy(await find(id).stats({ stream: false, "one-shot": true })),
    inForce: async (id) => inForce(await find(id).stats({ stream: false, "one-shot": true })),
  };
}

/** Limits as the engine has written them down: 0 and -1 both stand for none. */
export function allowanceOf({
  NanoCpus = 0,
  CpuQuota = 0,
  CpuPeriod = 0,
  Memory = 0,
  MemorySwap = 0,
  MemoryReservation = 0,
}: Docker.HostConfig): Allowance {
  const byQuota = CpuQuota > 0 ? CpuQuota / (CpuPeriod > 0 ? CpuPeriod : usualPeriod) : undefined;
  const cpus = NanoCpus > 0 ? NanoCpus / 1e9 : byQuota;
  return {
    ...(cpus === undefined ? {} : { cpus }),
    ...(Memory > 0 ? { memoryBytes: Memory } : {}),
    ...(Memory > 0 && MemorySwap > 0 ? { memoryAndSwapBytes: MemorySwap } : {}),
    ...(MemoryReservation > 0 ? { reservedBytes: MemoryReservation } : {}),
  };
}

/** Of the engine's update call. */
interface Update {
  readonly NanoCpus?: number;
  readonly CpuQuota?: number;
  readonly Memory?: number;
  readonly MemorySwap?: number;
}

/**
 * A quota of -1 is no quota. A container that was made with NanoCpus takes no quota as well: there
 * that number is changed, and later restored.
 */
function cpuUpdate(
  id: string,
  { NanoCpus = 0, CpuPeriod = 0 }: Docker.HostConfig,
  cpus: number | null | undefined,
): Update {
  if (cpus === undefined) return {};
  if (NanoCpus > 0) {
    if (cpus === null)
      throw new GamedayError(
        "GD-R003",
        `${id} was made with a limit of ${NanoCpus / 1e9} cores, which the engine can change but not remove`,
      );
    return { NanoCpus: Math.round(cpus * 1e9) };
  }
  return {
    CpuQuota:
      cpus === null
        ? -1
        : Math.max(1_000, Math.round(cpus * (CpuPeriod > 0 ? CpuPeriod : usualPeriod))),
  };
}

/** The engine needs both numbers together, or it refuses one that crosses the other. */
function memoryUpdate(
  id: string,
  { Memory = 0, MemorySwap = 0 }: Docker.HostConfig,
  { memoryBytes, memoryAndSwapBytes }: Parameters<Limits["allow"]>[1],
): Update {
  if (memoryBytes === undefined && memoryAndSwapBytes === undefined) return {};
  if (memoryBytes === null) {
    if (Memory === 0) return {};
    throw new GamedayError(
      "GD-R003",
      `${id} has a memory limit now, which the engine can change but not remove`,
    );
  }
  const memory = memoryBytes ?? Memory;
  const swap = memoryAndSwapBytes === null ? -1 : (memoryAndSwapBytes ?? MemorySwap);
  return { Memory: memory, MemorySwap: swap > 0 ? Math.max(memory, swap) : swap };
}

interface Stats {
  readonly cpu_stats?: {
    readonly throttling_data?: { readonly periods?: number; readonly throttled_periods?: number };
  };
  readonly memory_stats?: { readonly usage?: number; readonly limit?: number };
}

/**
 * The engine writes down what it was asked for; what the kernel took is here. A container that does
 * not run has no figures.
 */
function inForce({ memory_stats: memory }: Stats): Pick<Allowance, "memoryBytes"> {
  return memory?.limit === undefined || memory.limit === 0 ? {} : { memoryBytes: memory.limit };
}

/**
 * What the kernel counts: fields differ between versions of the control groups, and are left out
 * where they are not there.
 */
function feltBy({ cpu_stats: cpu, memory_stats: memory }: Stats): string {
  const { periods = 0, throttled_periods: throttled = 0 } = cpu?.throttling_data ?? {};
  const { usage, limit } = memory ?? {};
  return [
    periods === 0 ? "never throttled" : `throttled in ${throttled} of ${periods} periods`,
    ...(usage === undefined || limit === undefined
      ? []
      : [`${Math.round(usage / MiB)} of ${Math.round(limit / MiB)} MiB in use`]),
  ].join(", ");
}
