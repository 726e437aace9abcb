/** Every process of a drill carries GAMEDAY_DRILL=<id> in its environment; this is how leftovers are found, whoever started them. */
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

export const drillVariable = "GAMEDAY_DRILL";

interface Marked {
  readonly pid: number;
  readonly drill: string;
}

/** The living processes of a drill, this one left out. Of other users only what the system lets us see. */
export async function findMarked(drillId: string): Promise<readonly number[]> {
  return (await marked()).filter(({ drill }) => drill === drillId).map(({ pid }) => pid);
}

/** Every drill that still has a process on this machine. */
export async function listMarkedDrills(): Promise<readonly { readonly drill: string; readonly pids: readonly number[] }[]> {
  const byDrill = Map.groupBy(await marked(), ({ drill }) => drill);
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
      const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      const entry = environment.split("\0").find((one) => one.startsWith(`${drillVariable}=`));
      return entry === undefined ? [] : [{ pid: Number(pid), drill: entry.slice(drillVariable.length + 1) }];
    }),
  );
  return found.flat();
}

/** macOS shows the environment after the command, to the process's owner. */
async function fromPs(): Promise<readonly Marked[]> {
  const { stdout } = await promisify(execFile)("ps", ["-E", "-ww", "-ax", "-o", "pid=,command="], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").flatMap((line) => {
    const match = new RegExp(`^\\s*(\\d+) .*\\s${drillVariable}=(\\S+)`).exec(line);
    return match?.[1] === undefined || match[2] === undefined ? [] : [{ pid: Number(match[1]), drill: match[2] }];
  });
}
