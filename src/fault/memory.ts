import { z } from "zod";
import {
  part,
  type Fault,
  type FaultRequest,
  type FaultWorld,
  type Verification,
} from "./fault.ts";

const params = z.strictObject({ mebibytes: z.number().min(6) });
const MiB = 1024 * 1024;

/**
 * Leaves a component less memory than it has now, and no more swap: it is killed when it needs
 * more.
 */
export const memory: Fault<z.output<typeof params>> = {
  name: "memory",
  doc: "Limits a component to `mebibytes` of memory and no swap; it is killed when it needs more.",
  target: "component",
  needs: ["memory"],
  params,
  ends: true,
  mark: { label: "short of memory", color: "#CC79A7" },
  obstacle: noShortage,
  undo: async ({ target }, world) => {
    const { memoryBytes = null, memoryAndSwapBytes = null } = await part(world, "limits").allowance(
      target,
    );
    return { do: "allow", target, limits: { memoryBytes, memoryAndSwapBytes } };
  },
  apply: async (world, request) => {
    const {
      target,
      with: { mebibytes },
    } = request;
    // Asked again: what the plan saw, if it saw anything, may have changed.
    const obstacle = await noShortage(world, request);
    if (obstacle !== undefined) throw new Error(obstacle);
    await part(world, "limits").allow(target, {
      memoryBytes: mebibytes * MiB,
      memoryAndSwapBytes: mebibytes * MiB,
    });
  },
  verify: async (world, request) => {
    const bounded = await isBounded(world, request);
    const { memoryBytes } = await part(world, "limits").inForce(request.target);
    if (memoryBytes !== undefined && !isHeldTo(memoryBytes, request.with.mebibytes * MiB))
      return { ok: false, evidence: `${request.target} is limited to ${memoryBytes / MiB} MiB` };
    return bounded.ok
      ? {
          ok: true,
          evidence: `${bounded.evidence}; ${await part(world, "limits").felt(request.target)}`,
        }
      : bounded;
  },
  still: isBounded,
};

/** The kernel counts in pages, of at most 64 KiB. */
export const isHeldTo = (heldBytes: number, wantedBytes: number): boolean =>
  Math.abs(heldBytes - wantedBytes) < 64 * 1024;

async function isBounded(
  world: FaultWorld,
  { target, with: { mebibytes } }: FaultRequest<z.output<typeof params>>,
): Promise<Verification> {
  const { memoryBytes } = await part(world, "limits").allowance(target);
  return {
    ok: memoryBytes === mebibytes * MiB,
    evidence: `${target} may use ${memoryBytes === undefined ? "all memory" : `${memoryBytes / MiB} MiB`}`,
  };
}

/** Why it would leave the component no less than it has, or could not be taken back. */
async function noShortage(
  world: FaultWorld,
  { target, with: { mebibytes } }: FaultRequest<z.output<typeof params>>,
): Promise<string | undefined> {
  const {
    memoryBytes,
    memoryAndSwapBytes,
    reservedBytes = 0,
  } = await part(world, "limits").allowance(target);
  if (memoryBytes === undefined)
    return `${target} has no memory limit, and once set it cannot be removed: give it one of its own (mem_limit in a compose file)`;
  if (memoryAndSwapBytes === undefined)
    return `${target} has no limit of swap, and once set it cannot be removed: give it one of its own (memswap_limit in a compose file)`;
  if (mebibytes * MiB < reservedBytes)
    return `${target} has ${reservedBytes / MiB} MiB reserved (mem_reservation in a compose file), and takes no limit below that`;
  return mebibytes * MiB >= memoryBytes
    ? `${target} has only ${memoryBytes / MiB} MiB: ${mebibytes} would have no effect`
    : undefined;
}
