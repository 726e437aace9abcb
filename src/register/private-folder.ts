import { lstatSync, mkdirSync, realpathSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { GamedayError } from "../kernel/error.ts";

/**
 * Makes a folder that nobody else can have made, look into or exchange: new, 0700, in a parent
 * where others change nothing of ours; GD-R005 where there is no such parent.
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

/** GD-R005 unless the folder is a folder, no link, ours, and closed to everybody else. */
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

/** True for a folder of ours that nobody else may enter; a link to one is none. */
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
 * Whoever may write in one of these folders could put another one in the place of what is below:
 * that folder or the first above it where others may, and why. Undefined when nobody but us and
 * root can.
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

/** Who else may write there; undefined when nobody. */
export function whoWrites(found: Stats): string | undefined {
  if ((found.mode & 0o002) !== 0) return "is writable by everyone";
  // A group of one's own is as good as none.
  return (found.mode & 0o020) !== 0 && found.gid !== 0 && found.gid !== process.getgid?.()
    ? "is writable by a group"
    : undefined;
}

export function isOwn({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}
