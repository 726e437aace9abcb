/**
 * Every process of a drill carries its mark in its environment, or comes from one that does. This
 * is how leftovers are found, whatever started them.
 */
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { readDrillMark, sameMark, type DrillMark } from "../drill-mark.ts";
import { kinOf, processTable } from "./kin.ts";

/**
 * `GAMEDAY_DRILL` is the drill's id, for people and programs to read. Alone it says nothing:
 * anybody may set it.
 */
const variables = { drill: "GAMEDAY_DRILL", mark: "GAMEDAY_MARK" } as const;

/** A process that carries the mark of a drill, or belongs to one that does. */
export interface MarkedProcess {
  readonly pid: number;
  readonly mark: DrillMark;
}

/** The variables that mark a process. */
export function markVariables({
  drill,
  owner,
  secret,
  lastsS,
}: DrillMark): Readonly<Record<string, string>> {
  return { [variables.drill]: drill, [variables.mark]: `${owner}.${secret}.${lastsS}` };
}

/** An environment without them. */
export function unmarked(env: Readonly<Record<string, string>>): Record<string, string> {
  const { [variables.drill]: _drill, [variables.mark]: _mark, ...rest } = env;
  return rest;
}

/**
 * The living processes of a drill, this one left out. Of other users only what the system lets us
 * see.
 */
export async function findMarked(mark: DrillMark): Promise<readonly number[]> {
  return (await listMarked()).filter((one) => sameMark(one.mark, mark)).map(({ pid }) => pid);
}

/**
 * Every process on this machine that carries the whole mark of any drill, followed by related
 * processes that show no mark. Leaves out this process.
 */
export async function listMarked(): Promise<readonly MarkedProcess[]> {
  const found = process.platform === "linux" ? await fromProc() : await fromPs();
  const marked = found.filter(({ pid }) => pid !== process.pid);
  if (marked.length === 0) return [];
  const table = await processTable();
  const shown = new Set(marked.map(({ pid }) => pid));
  const seen = new Set(shown);
  const kin = marked.flatMap(({ pid, mark }) =>
    kinOf([pid], table, shown).flatMap((one) => {
      if (seen.has(one)) return [];
      seen.add(one);
      return [{ pid: one, mark }];
    }),
  );
  return [...marked, ...kin];
}

/**
 * How long ago the process began, by the kernel's clock; undefined when that is not known. Seconds.
 */
export async function ageS(pid: number): Promise<number | undefined> {
  try {
    const [stat, uptime] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/uptime", "utf8"),
    ]);
    // The 22nd field of the whole line; the name before it may hold anything. In ticks: Linux
    // reports 100 a second everywhere.
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    const age = Number(uptime.split(" ")[0]) - ticks / 100;
    return Number.isFinite(age) ? age : undefined;
  } catch {
    return undefined;
  }
}

async function fromProc(): Promise<readonly MarkedProcess[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) =>
      markedBy(
        Number(pid),
        valuesIn(await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")),
      ),
    ),
  );
  return found.flat();
}

/** Does this environment (`NAME=value`, separated by NUL) belong to a process of that drill? */
export function carriesMark(environ: string, mark: DrillMark): boolean {
  return markedBy(0, valuesIn(environ)).some((one) => sameMark(one.mark, mark));
}

function valuesIn(environ: string): (name: string) => string | undefined {
  const all = environ.split("\0");
  return (name) => all.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** macOS shows the environment after the command, to the process's owner. */
async function fromPs(): Promise<readonly MarkedProcess[]> {
  const { stdout } = await promisify(execFile)("ps", ["-E", "-ww", "-ax", "-o", "pid=,command="], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split("\n").flatMap((line) => {
    const pid = /^\s*(\d+) /.exec(line)?.[1];
    return pid === undefined
      ? []
      : markedBy(Number(pid), (name) => new RegExp(`\\s${name}=(\\S+)`).exec(line)?.[1]);
  });
}

function markedBy(
  pid: number,
  value: (name: string) => string | undefined,
): readonly MarkedProcess[] {
  const [owner, secret, lasts] = value(variables.mark)?.split(".") ?? [];
  const mark = readDrillMark(value(variables.drill), owner, secret, lasts);
  return mark === undefined ? [] : [{ pid, mark }];
}
