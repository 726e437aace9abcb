/** Programs of the distribution for tests: on PATH, or unpacked into the user's own cache. */
import { homedir } from "node:os";
import { join } from "node:path";
import {
  findProgram,
  type DistroProgram,
  type FoundProgram,
} from "../../src/runtime/process/distro/program.ts";
import type { Need } from "../../scripts/test-needs.ts";
import { provided } from "./required.ts";

export const userCache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");

/** A program, or undefined with the reason printed; rejects instead where it is required. */
export function programForTests(program: DistroProgram): Promise<FoundProgram | undefined> {
  return provided(program.name as Need, async () => {
    const { found, tried } = await findProgram(program, join(userCache, "gameday"));
    if (found === undefined) throw new Error(tried.join("; "));
    return found;
  });
}
