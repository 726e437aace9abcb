import { part, type FaultWorld, type Verification } from "../fault.ts";
import { isHeldTo } from "../memory.ts";
import type { UndoKind, UndoOf } from "./kind.ts";

export const allow: UndoKind<UndoOf<"allow">> = {
  leaves: "running",
  endsWithoutUs: true,
  undo: (world, { target, limits }) => part(world, "limits").allow(target, limits),
  undone: limitsAreBack,
  describe: ({ target, limits }) =>
    `${target}: ${Object.entries(limits)
      .map(([bound, value]) => `${boundText[bound as keyof typeof boundText]} ${value ?? "none"}`)
      .join(", ")} again`,
};

async function limitsAreBack(
  world: FaultWorld,
  { target, limits }: UndoOf<"allow">,
): Promise<Verification> {
  const [now, held] = await Promise.all([
    part(world, "limits").allowance(target),
    part(world, "limits").inForce(target),
  ]);
  // A server that wrote a limit down has not yet set it.
  if (
    typeof limits.memoryBytes === "number" &&
    held.memoryBytes !== undefined &&
    !isHeldTo(held.memoryBytes, limits.memoryBytes)
  )
    return {
      ok: false,
      evidence: `${target} is still limited to ${held.memoryBytes} bytes of memory`,
    };
  const bounds = Object.keys(limits) as (keyof typeof limits)[];
  const off = bounds.filter((bound) => (now[bound] ?? null) !== (limits[bound] ?? null));
  const tell = (bound: keyof typeof limits): string =>
    `${boundText[bound]} ${now[bound] ?? "none"}`;
  return {
    ok: off.length === 0,
    evidence: `${target} has ${(off.length === 0 ? bounds : off).map(tell).join(", ")}${off.length === 0 ? " as before" : ""}`,
  };
}

const boundText = {
  cpus: "a limit of cores of",
  memoryBytes: "a memory limit of",
  memoryAndSwapBytes: "a limit of memory and swap of",
} as const;
