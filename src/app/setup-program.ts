import { GamedayError } from "../kernel/error.ts";
import type { Step } from "../mysql/server/server.ts";
import type { Scenario } from "../plan/plan.ts";
import { distroPrograms } from "../runtime/process/distro/index.ts";
import { findProgram, type FoundProgram } from "../runtime/process/distro/program.ts";
import { unpackProgram } from "../runtime/process/distro/unpack.ts";
import { findPaths, type Paths } from "./paths.ts";
import { untilInterrupted } from "./until-interrupted.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** A server program beside the database (`redis`): on PATH or in our cache, else the distribution's packages unpacked into the cache. */
export async function setupProgram(name: string, onStep: (step: Step) => void, env: Env = process.env): Promise<FoundProgram> {
  const { cache } = findPaths(env, process.cwd());
  const what = distroPrograms.find((program) => program.name === name);
  if (what === undefined) throw new Error(`setup-program: nothing is known of "${name}"`);
  const title = `look for ${what.files.join(" or ")}`;
  onStep({ title, state: "start" });
  const { found, tried } = await findProgram(what, cache, env["PATH"]);
  onStep({ title, state: found === undefined ? "skip" : "done", detail: found === undefined ? tried.join("; ") : found.source });
  if (found !== undefined) return found;
  return untilInterrupted((signal) => unpackProgram(what, cache, { onStep, signal }));
}

/** GD-E004 when a component's kind is the name of a program that is neither on PATH nor in our cache: before anything is started. */
export async function demandPrograms({ cache }: Paths, { stack }: Scenario, env: Env = process.env): Promise<void> {
  const kinds = new Set<string>(Object.values(stack).map(({ kind }) => kind));
  for (const what of distroPrograms.filter(({ name }) => kinds.has(name))) {
    const { found, tried } = await findProgram(what, cache, env["PATH"]);
    if (found === undefined) throw new GamedayError("GD-E004", `this stack needs ${what.name}: ${tried.join("; ")}`, { hint: `gameday setup ${what.name}` });
  }
}
