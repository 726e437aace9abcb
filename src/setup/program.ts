import { GamedayError } from "../kernel/error.ts";
import type { Step } from "../mysql/server/server.ts";
import type { Scenario } from "../plan/plan.ts";
import { distroPrograms } from "../runtime/process/distro/index.ts";
import { findProgram, type FoundProgram } from "../runtime/process/distro/program.ts";
import { unpackProgram } from "../runtime/process/distro/unpack.ts";
import { findPaths, type Paths } from "../register/paths.ts";
import { untilInterrupted } from "./until-interrupted.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A server program beside the database (`redis`): on PATH or in our cache, else the distribution's
 * packages unpacked into the cache.
 */
export async function setupProgram(
  name: string,
  onStep: (step: Step) => void,
  env: Env = process.env,
): Promise<FoundProgram> {
  const { cache } = findPaths(env, process.cwd());
  const what = distroPrograms.find((program) => program.name === name);
  if (what === undefined) throw new Error(`setup-program: nothing is known of "${name}"`);
  const title = `look for ${what.files.join(" or ")}`;
  onStep({ title, state: "start" });
  const { found, tried } = await findProgram(what, cache, env["PATH"]);
  onStep({
    title,
    state: found === undefined ? "skip" : "done",
    detail: found === undefined ? tried.join("; ") : found.source,
  });
  if (found !== undefined) return found;
  return untilInterrupted((signal) => unpackProgram(what, cache, { onStep, signal }));
}

/** What `gameday setup NAME` can provide, beside the database. */
export const programNames: readonly string[] = distroPrograms.map(({ name }) => name);

export interface LookedFor {
  readonly name: string;
  readonly found?: FoundProgram;
  /** Why those that were looked at are none. */
  readonly tried: readonly string[];
}

/** Looks for each server program of which `wanted` is true: on PATH and in our cache. */
export async function lookForPrograms(
  { cache }: Pick<Paths, "cache">,
  wanted: (name: string) => boolean = () => true,
  env: Env = process.env,
): Promise<readonly LookedFor[]> {
  return Promise.all(
    distroPrograms
      .filter(({ name }) => wanted(name))
      .map(async (what) => ({
        name: what.name,
        ...(await findProgram(what, cache, env["PATH"])),
      })),
  );
}

/** The programs beside the database that this stack needs and this machine does not have. */
export async function missingPrograms(
  paths: Paths,
  { stack }: Scenario,
  env: Env = process.env,
): Promise<readonly MissingProgram[]> {
  const kinds = new Set<string>(Object.values(stack).map(({ kind }) => kind));
  const looked = await lookForPrograms(paths, (name) => kinds.has(name), env);
  return looked.flatMap(({ name, found, tried }) =>
    found === undefined ? [{ name, why: tried.join("; ") }] : [],
  );
}

export interface MissingProgram {
  readonly name: string;
  readonly why: string;
}

/**
 * Fetches them, one after the other; GD-E003 or GD-E004, with the command that provides it, where
 * that is not possible.
 */
export async function fetchPrograms(
  missing: readonly MissingProgram[],
  onStep: (step: Step) => void,
  env: Env = process.env,
): Promise<void> {
  for (const { name } of missing) {
    await setupProgram(name, onStep, env).catch((error: unknown) => {
      if (!(error instanceof GamedayError)) throw error;
      throw new GamedayError(error.code, `this stack needs ${name}: ${error.message}`, {
        hint: `${error.hint ?? "check the network"}; then: gameday setup ${name}`,
        cause: error,
      });
    });
  }
}
