import { lstatSync, mkdirSync, realpathSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { GamedayError } from "../kernel/error.ts";

/**
 * Makes a folder that no one else can have made, read or replaced: new, 0700, in a parent where
 * others cannot change anything of ours; GD-R005 where there is no such parent.
 */
export function makePrivateFolder(folder: string): void {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  refuseParent(parent);
  mkdirSync(folder, { mode: 0o700 });
  refuseOpenFolder(folder);
}

function whyOpen(found: Stats): string | undefined {
  if (found.isSymbolicLink()) return "is a link";
  if (!found.isDirectory()) return "is not a folder";
  if (!isOwn(found)) return "belongs to another user";
  return (found.mode & 0o077) === 0 ? undefined : "is accessible to others";
}

/** GD-R005 unless it is a real folder (no link), ours, and closed to everyone else. */
export function refuseOpenFolder(folder: string): void {
  const why = whyOpen(lstatSync(folder));
  if (why !== undefined)
    throw new GamedayError(
      "GD-R005",
      `the control socket's folder ${folder} ${why}; a user who can write there could control your drill`,
      {
        hint: "gameday stop heals the drill without its socket; XDG_RUNTIME_DIR or TMPDIR moves the folder of the next one",
      },
    );
}

/** True for a folder of ours that no one else may enter; false for a link to one. */
export function isPrivateFolder(folder: string): boolean {
  try {
    refuseOpenFolder(folder);
    return true;
  } catch {
    return false;
  }
}

function refuseParent(parent: string): void {
  const unsafe = unsafeAbove(parent);
  if (unsafe !== undefined)
    throw new GamedayError(
      "GD-R005",
      `${unsafe.folder} cannot hold a control socket: it ${unsafe.why}`,
      { hint: "set XDG_RUNTIME_DIR or TMPDIR to a private folder" },
    );
}

/**
 * A user who may write in one of these folders could replace what is below it. Returns the first
 * folder upwards in which others may write, and why; undefined when only we and root can.
 */
function unsafeAbove(
  folder: string,
): { readonly folder: string; readonly why: string } | undefined {
  for (let here = realpathSync(folder); ; here = dirname(here)) {
    const found = lstatSync(here);
    const others = (found.mode & sticky) === 0 ? whoWrites(found) : undefined;
    const why = !isOwn(found) && found.uid !== 0 ? "belongs to another user" : others;
    if (why !== undefined) return { folder: here, why };
    if (here === dirname(here)) return undefined;
  }
}

const sticky = 0o1000;

/** Who else may write there; undefined when no one else may. */
export function whoWrites(found: Stats): string | undefined {
  if ((found.mode & 0o002) !== 0) return "is writable by everyone";
  // The user's own group is no risk.
  return (found.mode & 0o020) !== 0 && found.gid !== 0 && found.gid !== process.getgid?.()
    ? "is writable by a group"
    : undefined;
}

export function isOwn({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}
