import { z } from "zod";
import {
  part,
  type Fault,
  type FaultRequest,
  type FaultWorld,
  type Verification,
} from "./fault.ts";

const params = z.strictObject({ cores: z.number().min(0.01).max(1_024) });

/**
 * Leaves a component less of the processor than it needs: a neighbour that takes it all, a machine
 * that is too hot.
 */
export const cpu: Fault<z.output<typeof params>> = {
  name: "cpu",
  doc: "Limits a component to `cores` CPU cores, for example 0.1.",
  target: "component",
  needs: ["cpu"],
  params,
  mark: { label: "short of CPU", color: "#CC79A7" },
  obstacle: noShortage,
  undo: async ({ target }, world) => ({
    do: "allow",
    target,
    limits: { cpus: (await part(world, "limits").allowance(target)).cpus ?? null },
  }),
  apply: async (world, request) => {
    const obstacle = await noShortage(world, request);
    if (obstacle !== undefined) throw new Error(obstacle);
    await part(world, "limits").allow(request.target, { cpus: request.with.cores });
  },
  verify: async (world, request) => {
    const bounded = await isBounded(world, request);
    return bounded.ok
      ? {
          ok: true,
          evidence: `${bounded.evidence}; ${await part(world, "limits").felt(request.target)}`,
        }
      : bounded;
  },
  still: isBounded,
};

async function isBounded(
  world: FaultWorld,
  { target, with: { cores } }: FaultRequest<z.output<typeof params>>,
): Promise<Verification> {
  const { cpus } = await part(world, "limits").allowance(target);
  return {
    ok: cpus !== undefined && Math.abs(cpus - cores) <= cores / 1_000,
    evidence: `${target} may use ${cpus ?? "all"} cores`,
  };
}

/** Why it would leave the component no less than it has. */
async function noShortage(
  world: FaultWorld,
  { target, with: { cores } }: FaultRequest<z.output<typeof params>>,
): Promise<string | undefined> {
  const { cpus } = await part(world, "limits").allowance(target);
  return cpus !== undefined && cores >= cpus
    ? `${target} has only ${cpus} cores: ${cores} would have no effect`
    : undefined;
}
