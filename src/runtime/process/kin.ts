/**
 * Processes that belong to a drill without showing its mark: programs that write their title over
 * their environment (PostgreSQL, nginx), and those that were given another environment.
 */
import { execFile } from "node:child_process";
import { readdir, readFile, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

/** A process's relations to the others. */
export interface Standing {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where the system does not say. */
  readonly session: number;
  readonly hasTerminal: boolean;
}

/** Every process on this machine. */
export async function processTable(): Promise<readonly Standing[]> {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/**
 * The processes that descend from the known ones or are in a group or session that one of these
 * leads, and so on for the processes found. Leaves out the known ones, this process, the strangers,
 * and what is related only through a stranger.
 */
export function kinOf(
  known: readonly number[],
  table: readonly Standing[],
  strangers: ReadonlySet<number> = new Set(),
): readonly number[] {
  const family = new Set(known);
  let before: number;
  do {
    before = family.size;
    for (const { pid, parent, group, session } of table)
      if (
        pid !== process.pid &&
        !strangers.has(pid) &&
        [parent, group, session].some((one) => family.has(one))
      )
        family.add(pid);
  } while (family.size > before);
  return [...family].slice(new Set(known).size);
}

/** A process, and which of the folders asked for it works in. */
export interface Inhabitant {
  readonly pid: number;
  readonly folder: string;
}

/**
 * The processes that work in one of these folders, also in one that is gone. Not who sits at a
 * terminal there, nor who called us from there: those are people. Nor who sees other files than we
 * do, as in a container: there, the same path is another folder.
 */
export async function workingIn(folders: readonly string[]): Promise<readonly Inhabitant[]> {
  if (process.platform !== "linux" || folders.length === 0) return [];
  const [table, real] = await Promise.all([
    processTable(),
    Promise.all(folders.map(async (folder) => ({ folder, path: await realPath(folder) }))),
  ]);
  const callers = ancestors(process.pid, table);
  const files = await readlink("/proc/self/ns/mnt").catch(() => undefined);
  const found = await Promise.all(
    table
      .filter(({ pid, hasTerminal }) => !hasTerminal && !callers.has(pid))
      .map(async ({ pid }) => {
        // A kernel's thread has none that we may see, and neither has another user's process.
        const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => "");
        const at = `${cwd.replace(/ \(deleted\)$/, "")}/`;
        const home = real.find(({ path }) => at.startsWith(`${path}/`));
        if (home === undefined || files === undefined) return [];
        const theirs = await readlink(`/proc/${pid}/ns/mnt`).catch(() => undefined);
        return theirs === files ? [{ pid, folder: home.folder }] : [];
      }),
  );
  return found.flat();
}

/** Without links, also when the folder itself is gone. */
async function realPath(folder: string): Promise<string> {
  const parent = dirname(folder);
  return join(await realpath(parent).catch(() => parent), basename(folder));
}

/** A process, its parent, and so on. */
function ancestors(of: number, table: readonly Standing[]): ReadonlySet<number> {
  const parents = new Map(table.map(({ pid, parent }) => [pid, parent]));
  const line = new Set<number>();
  for (let pid: number | undefined = of; pid !== undefined; pid = parents.get(pid)) line.add(pid);
  return line;
}

async function fromProc(): Promise<readonly Standing[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(
    pids.map(async (pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")),
  );
  return texts.flatMap((text) => {
    // The program's name is in brackets and may hold spaces and brackets itself.
    const [state, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [parent = 0, group = 0, session = 0, terminal = 0] = rest.map(Number);
    // Who is dead and only not yet waited for cannot be killed.
    return text === "" || state === "Z" || state === "X"
      ? []
      : [{ pid: Number.parseInt(text, 10), parent, group, session, hasTerminal: terminal !== 0 }];
  });
}

async function fromPs(): Promise<readonly Standing[]> {
  const { stdout } = await promisify(execFile)("ps", ["-ax", "-o", "pid=,ppid=,pgid=,tty="], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, group, terminal = ""] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)/.exec(line) ?? [];
    return pid === undefined
      ? []
      : [
          {
            pid: Number(pid),
            parent: Number(parent),
            group: Number(group),
            session: 0,
            hasTerminal: !terminal.startsWith("?"),
          },
        ];
  });
}
