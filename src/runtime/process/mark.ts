/** Every process of a drill carries GAMEDAY_DRILL=<id> in its environment; this is how leftovers are found, whoever started them. */
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

export const drillVariable = "GAMEDAY_DRILL";

interface Marked {
  readonly pid: number;
  readonly drill: string;
  /** Where its command looks for its register: it says whose drill it is. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Tells from a marked process's environment whether the drill of that id is ours: other registers give the same ids. */
export type IsOurs = (env: Marked["env"]) => boolean;

/** Variables by which a command finds its register. */
const registerVariables = ["XDG_STATE_HOME", "HOME"];

/** The living processes of a drill, this one left out. Of other users only what the system lets us see. */
export async function findMarked(drillId: string, isOurs: IsOurs = () => true): Promise<readonly number[]> {
  return (await marked()).filter(({ drill, env }) => drill === drillId && isOurs(env)).map(({ pid }) => pid);
}

/** Every drill that still has a process on this machine; with `isOurs`, only those whose environment it says yes to. */
export async function listMarkedDrills(isOurs: IsOurs = () => true): Promise<readonly { readonly drill: string; readonly pids: readonly number[] }[]> {
  const byDrill = Map.groupBy((await marked()).filter(({ env }) => isOurs(env)), ({ drill }) => drill);
  return [...byDrill].map(([drill, processes]) => ({ drill, pids: processes.map(({ pid }) => pid) }));
}

async function marked(): Promise<readonly Marked[]> {
  const found = process.platform === "linux" ? await fromProc() : await fromPs();
  return found.filter(({ pid }) => pid !== process.pid);
}

async function fromProc(): Promise<readonly Marked[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      return markedBy(Number(pid), valuesIn(await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")));
    }),
  );
  return found.flat();
}

/** Does this environment (`NAME=value`, separated by NUL) belong to a process of that drill? */
export function carriesMark(environ: string, drillId: string, isOurs: IsOurs = () => true): boolean {
  return markedBy(0, valuesIn(environ)).some(({ drill, env }) => drill === drillId && isOurs(env));
}

function valuesIn(environ: string): (name: string) => string | undefined {
  const all = environ.split("\0");
  return (name) => all.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** macOS shows the environment after the command, to the process's owner. */
async function fromPs(): Promise<readonly Marked[]> {
  const { stdout } = await promisify(execFile)("ps", ["-E", "-ww", "-ax", "-o", "pid=,command="], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").flatMap((line) => {
    const pid = /^\s*(\d+) /.exec(line)?.[1];
    return pid === undefined ? [] : markedBy(Number(pid), (name) => new RegExp(`\\s${name}=(\\S+)`).exec(line)?.[1]);
  });
}

function markedBy(pid: number, value: (name: string) => string | undefined): readonly Marked[] {
  const drill = value(drillVariable);
  return drill === undefined ? [] : [{ pid, drill, env: Object.fromEntries(registerVariables.map((name) => [name, value(name)])) }];
}
