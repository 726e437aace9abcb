/**
 * What would give a drill's answers away stays closed while a person plays it: plan, scenario,
 * journal, and the logs of what breaks and loads the stack.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isSealed, sealWith, type Seal } from "../journal/seal.ts";
import { unsealJournal } from "../journal/unseal.ts";
import { GamedayError } from "../kernel/error.ts";
import { messageOf } from "../kernel/message-of.ts";
import { identityOf } from "./identity.ts";
import { keepFilesPrivate } from "./private-files.ts";
import type { Entry } from "./registry.ts";
import { replaceFile } from "./replace-file.ts";

/** What is known of a run that may be sealed. */
export type Sealed = Pick<Entry, "drill" | "runFolder" | "sealed">;

/**
 * The seal of a drill, made with the key of its register, so that healing from another process has
 * the same. Undefined for a drill that is not sealed.
 */
export function sealOf(
  state: string,
  { drill, sealed }: Omit<Sealed, "runFolder">,
): Seal | undefined {
  return sealed === true ? sealWith(identityOf(state).keyFor(`seal ${drill}`)) : undefined;
}

/**
 * Where logs that reveal faults are written: the run folder, or one beside the register until a
 * sealed drill has ended.
 */
export function toldIn(state: string, { drill, runFolder, sealed }: Sealed): string {
  return sealed === true ? join(state, "sealed", drill) : runFolder;
}

/**
 * Makes all files of an ended drill plain again. Idempotent: files that a crash or a full disk left
 * closed are opened the next time.
 */
export async function unsealRun(state: string, entry: Sealed): Promise<void> {
  const seal = sealOf(state, entry);
  if (seal === undefined) return;
  keepFilesPrivate();
  const { drill, runFolder } = entry;
  try {
    for (const file of sealedFiles(runFolder))
      replaceFile(file, seal.open(readFileSync(file, "utf8").trimEnd()), { mode: 0o600 });
    const journal = join(runFolder, "events.jsonl");
    if (existsSync(journal)) await unsealJournal(journal, seal);
    const told = toldIn(state, entry);
    if (existsSync(told)) cpSync(told, runFolder, { recursive: true, force: true });
    rmSync(told, { recursive: true, force: true });
  } catch (error) {
    throw new GamedayError("GD-E006", `cannot unseal ${drill}: ${messageOf(error)}`, {
      hint: `free some space, then: gameday report build ${drill}`,
      cause: error,
    });
  }
}

/** The scenario's files and the plan; nothing in the other folders is sealed. */
function sealedFiles(runFolder: string): readonly string[] {
  const plain = new Set(["logs", "load", "work"]);
  return readdirSync(runFolder, { withFileTypes: true, recursive: true })
    .filter(
      (file) =>
        file.isFile() &&
        file.name !== "events.jsonl" &&
        !plain.has(file.parentPath.slice(runFolder.length + 1).split("/")[0] ?? ""),
    )
    .map((file) => join(file.parentPath, file.name))
    .filter((file) => isSealed(readFileSync(file, "utf8")));
}
