import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isOwn, whoWrites } from "./private-folder.ts";
import { GamedayError } from "../kernel/error.ts";

/**
 * GD-E015 unless the register in that state folder is ours alone: its entries decide what is
 * killed, undone and removed. The owner of a parent folder, as on many CI runners, can put another
 * register in its place, but not one that belongs to us.
 */
export function refuseOthersRegister(stateFolder: string): void {
  for (const folder of [stateFolder, join(stateFolder, "drills")]) {
    const why = whyNotOurs(folder);
    if (why !== undefined) throw notOurs(stateFolder, `${folder} ${why}`);
  }
}

/**
 * Reads a file of the register that belongs to us and is not a link; throws otherwise. Checks the
 * open file, because the folder may have been replaced since it was checked.
 */
export function readOwn(file: string): string {
  const opened = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = fstatSync(opened);
    if (!found.isFile() || !isOwn(found))
      throw new Error(`${file} does not belong to this user, or is not a regular file`);
    return readFileSync(opened, "utf8");
  } finally {
    closeSync(opened);
  }
}

function whyNotOurs(folder: string): string | undefined {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return "is a link";
  if (!found.isDirectory()) return "is not a folder";
  return isOwn(found) ? whoWrites(found) : "belongs to another user";
}

function notOurs(stateFolder: string, why: string): GamedayError {
  return new GamedayError(
    "GD-E015",
    `the register ${stateFolder} may belong to another user: ${why}; a user who can write there decides what is healed and removed in your name`,
    {
      hint: "set XDG_STATE_HOME to a private folder, such as one from mktemp -d; or make this one private: chown and chmod go-w",
    },
  );
}
