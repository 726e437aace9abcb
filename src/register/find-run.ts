import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Paths } from "./paths.ts";
import { Registry } from "./registry.ts";

export interface FoundRun {
  readonly drill: string;
  readonly runFolder: string;
}

/** A run by its folder, or by its drill's id or part of it (default: the newest that ended). */
export function findRun(paths: Paths, wanted: string | undefined, cwd: string): FoundRun {
  if (wanted !== undefined) {
    const folder = resolve(cwd, wanted);
    if (existsSync(join(folder, "events.jsonl")))
      return { drill: basename(folder), runFolder: folder };
    const here = join(paths.runs, wanted);
    if (existsSync(join(here, "events.jsonl"))) return { drill: wanted, runFolder: here };
  }
  const registry = new Registry(paths.state);
  if (wanted !== undefined) return registry.pick(wanted, "none");
  const newest = registry
    .list()
    .filter(
      ({ kind, runFolder }) => kind !== "fault" && existsSync(join(runFolder, "events.jsonl")),
    )
    .at(-1);
  if (newest === undefined)
    throw new GamedayError("GD-C006", "no drill has run yet", { hint: "gameday run hot-mysql" });
  return newest;
}

/**
 * How long to wait for the postmortem of a drill that was just resolved: it still heals and writes.
 * Milliseconds.
 */
const pageWithinMs = 30_000;

/**
 * Where a drill's postmortem is, once it is written; GD-R005 when the drill does not end within
 * that wait, or ended without a postmortem.
 */
export async function postmortemOf(
  paths: Paths,
  { drill, runFolder }: FoundRun,
  clock: Clock,
  say: (line: string) => void,
): Promise<string> {
  const page = join(runFolder, "postmortem.html");
  const registry = new Registry(paths.state);
  const goesOn = (): boolean => {
    const entry = registry.read(drill);
    return entry !== undefined && registry.life(entry) === "running";
  };
  const untilMs = clock.monoMs() + pageWithinMs;
  if (!existsSync(page) && goesOn())
    say(`${drill} is still running; its postmortem is written after healing`);
  while (!existsSync(page) && goesOn()) {
    if (clock.monoMs() > untilMs)
      throw new GamedayError(
        "GD-R005",
        `${drill} is still running, and its postmortem is written at its end`,
        { hint: "gameday status shows its progress; gameday stop ends it" },
      );
    await clock.sleep(200);
  }
  if (!existsSync(page))
    throw new GamedayError("GD-R005", `${runFolder} has no postmortem`, {
      hint: `gameday report build ${runFolder}`,
    });
  return page;
}

const openers: ReadonlyMap<string, string> = new Map([
  ["darwin", "open"],
  ["win32", "explorer"],
]);

/**
 * Opens the postmortem with the desktop's own opener, if there is one and a person is at the
 * terminal.
 */
export function openPage(page: string, wanted: boolean): { page: string; opened: boolean } {
  const desktop =
    process.platform === "darwin" ||
    process.platform === "win32" ||
    process.env["DISPLAY"] !== undefined ||
    process.env["WAYLAND_DISPLAY"] !== undefined;
  if (!wanted || !desktop) return { page, opened: false };
  const opener = openers.get(process.platform) ?? "xdg-open";
  const child = spawn(opener, [page], { detached: true, stdio: "ignore" });
  child.on("error", () => {});
  child.unref();
  return { page, opened: true };
}
