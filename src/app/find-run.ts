import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import type { Paths } from "./paths.ts";
import { Registry } from "./registry.ts";

export interface FoundRun {
  readonly drill: string;
  readonly runFolder: string;
}

/** A run by its folder, its drill's id or part of it; the newest that ended without a name. */
export function findRun(paths: Paths, wanted: string | undefined, cwd: string): FoundRun {
  if (wanted !== undefined) {
    const folder = resolve(cwd, wanted);
    if (existsSync(join(folder, "events.jsonl"))) return { drill: basename(folder), runFolder: folder };
    const here = join(paths.runs, wanted);
    if (existsSync(join(here, "events.jsonl"))) return { drill: wanted, runFolder: here };
  }
  const registry = new Registry(paths.state);
  if (wanted !== undefined) return registry.pick(wanted);
  const newest = registry.list().filter(({ kind, runFolder }) => kind !== "fault" && existsSync(join(runFolder, "events.jsonl"))).at(-1);
  if (newest === undefined) throw new GamedayError("GD-C006", "no drill has run yet", { hint: "gameday run hot-mysql" });
  return newest;
}

/** Opens the postmortem with the desktop's own opener, when there is one and somebody is there to see it. */
export function openPage(runFolder: string, wanted: boolean): { page: string; opened: boolean } {
  const page = join(runFolder, "postmortem.html");
  if (!existsSync(page)) throw new GamedayError("GD-R005", `${runFolder} has no postmortem yet`, { hint: `gameday report build ${runFolder}` });
  const desktop = process.platform === "darwin" || process.platform === "win32" || process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined;
  if (!wanted || !desktop) return { page, opened: false };
  const opener = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  const child = spawn(opener, [page], { detached: true, stdio: "ignore" });
  child.on("error", () => {});
  child.unref();
  return { page, opened: true };
}
