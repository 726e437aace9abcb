import { existsSync, lstatSync } from "node:fs";
import { dirname, join } from "node:path";
import { isOwn, unsafeAbove, whoWrites } from "../control/private-folder.ts";
import { GamedayError } from "../kernel/error.ts";

/**
 * GD-E015 unless the register in that state folder is ours, and nobody else can have written in it or put it there: its entries say
 * what is killed, undone and removed. One that is not there yet is ours to make where nobody else could.
 */
export function refuseOthersRegister(stateFolder: string): void {
  for (const folder of [stateFolder, join(stateFolder, "drills")]) {
    const why = whyNotOurs(folder);
    if (why !== undefined) throw notOurs(stateFolder, `${folder} ${why}`);
  }
  const unsafe = unsafeAbove(nearest(dirname(stateFolder)));
  if (unsafe !== undefined) throw notOurs(stateFolder, `${unsafe.folder}, in which it is, ${unsafe.why}`);
}

function whyNotOurs(folder: string): string | undefined {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isSymbolicLink() ? "is a link" : !found.isDirectory() ? "is no folder" : !isOwn(found) ? "belongs to another user" : whoWrites(found);
}

/** That folder, or the first above it that is there. */
function nearest(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? folder : nearest(dirname(folder));
}

function notOurs(stateFolder: string, why: string): GamedayError {
  return new GamedayError("GD-E015", `the register ${stateFolder} may be somebody else's: ${why}; whoever can write there says what is healed and removed in your name`, {
    hint: `set XDG_STATE_HOME to a folder of your own in which nobody else may write, such as one of mktemp -d; or take this one: chown and chmod go-w`,
  });
}
