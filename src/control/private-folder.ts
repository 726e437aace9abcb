import { lstatSync, mkdirSync, realpathSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { GamedayError } from "../kernel/error.ts";

/** Makes a folder that nobody else can have made, look into or exchange: new, 0700, in a parent where others change nothing of ours; GD-R005 where there is no such parent. */
export function makePrivateFolder(folder: string): void {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  refuseParent(parent);
  mkdirSync(folder, { mode: 0o700 });
  refuseOpenFolder(folder);
}

/** GD-R005 unless the folder is a folder, no link, ours, and closed to everybody else. */
export function refuseOpenFolder(folder: string): void {
  const found = lstatSync(folder);
  const why = found.isSymbolicLink() ? "is a link" : !found.isDirectory() ? "is no folder" : !isOwn(found) ? "belongs to another user" : (found.mode & 0o077) !== 0 ? "is open to others" : undefined;
  if (why !== undefined) throw new GamedayError("GD-R005", `the control socket's folder ${folder} ${why}; whoever can write there could run your drill`, { hint: "gameday stop heals the drill without its socket; XDG_RUNTIME_DIR or TMPDIR moves the folder of the next one" });
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

/** Whoever may write in one of the folders above could put another one in our folder's place. */
function refuseParent(parent: string): void {
  for (let here = realpathSync(parent); ; here = dirname(here)) {
    const why = whyUnsafe(lstatSync(here));
    if (why !== undefined) throw new GamedayError("GD-R005", `${here} is no place for a control socket: it ${why}`, { hint: "set XDG_RUNTIME_DIR or TMPDIR to a folder of your own" });
    if (here === dirname(here)) return;
  }
}

const sticky = 0o1000;

function whyUnsafe(found: Stats): string | undefined {
  if (!isOwn(found) && found.uid !== 0) return "belongs to another user";
  if ((found.mode & sticky) !== 0) return undefined;
  if ((found.mode & 0o002) !== 0) return "can be written by everybody";
  // A group of one's own is as good as none.
  return (found.mode & 0o020) !== 0 && found.gid !== 0 && found.gid !== process.getgid?.() ? "can be written by a group" : undefined;
}

function isOwn({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}
