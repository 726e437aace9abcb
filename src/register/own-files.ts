/**
 * Files that a scenario names: beside it, or among those that come with Gameday. No other file on
 * the machine is read or run for it.
 */
import { realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { GamedayError } from "../kernel/error.ts";

/** What a name leads to: a regular file inside the folder, nothing, or something outside it. */
export type Found = { readonly file: string } | "missing" | "elsewhere";

/**
 * Looks for a file by the name that a scenario gives it. Links are followed, and their targets must
 * be inside the folder too.
 */
export function lookInside(folder: string, name: string): Found {
  if (name === "" || name.includes("\0")) return "missing";
  if (isAbsolute(name) || !isInside(folder, resolve(folder, name))) return "elsewhere";
  const file = join(folder, name);
  try {
    const real = realpathSync(file);
    if (!isInside(realpathSync(folder), real)) return "elsewhere";
    // A pipe or a device never ends, and a folder has no text.
    return statSync(real).isFile() ? { file } : "missing";
  } catch {
    return "missing";
  }
}

/** The first of the folders that has it; GD-S003 when its name leads outside one. */
export function fileInside(folders: readonly string[], name: string): string | undefined {
  for (const folder of folders) {
    const found = lookInside(folder, name);
    if (found === "elsewhere") throw outside(name);
    if (found !== "missing") return found.file;
  }
  return undefined;
}

/** GD-S003 for a name that leads outside the folder. */
function outside(name: string): GamedayError {
  return new GamedayError("GD-S003", `${JSON.stringify(name)} is outside the scenario's folder`, {
    hint: "a scenario may name a shipped program (shop/api) or a file in its own folder, but no links to other folders",
  });
}

function isInside(folder: string, file: string): boolean {
  const within = relative(folder, file);
  return within !== "" && within !== ".." && !within.startsWith(`..${sep}`) && !isAbsolute(within);
}
