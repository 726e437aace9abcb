/**
 * What would give a drill's answers away stays closed while a person is in it: plan, scenario,
 * journal, and the logs of what breaks and loads the stack.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isSealed, sealWith, type Seal } from "../journal/seal.ts";
import { unsealJournal } from "../journal/unseal.ts";
import { GamedayError } from "../kernel/error.ts";
import type { Plan } from "../plan/plan.ts";
import { identityOf } from "./identity.ts";
import { keepFilesPrivate } from "./private-files.ts";
import type { Entry } from "./registry.ts";
import { replaceFile } from "./replace-file.ts";

type Sealed = Pick<Entry, "drill" | "runFolder" | "sealed">;

/**
 * The seal of a drill, by the key of the register that it is in: whoever heals it has the same.
 * Undefined for one that is plain.
 */
export function sealOf(
  state: string,
  { drill, sealed }: Omit<Sealed, "runFolder">,
): Seal | undefined {
  return sealed === true ? sealWith(identityOf(state).keyFor(`seal ${drill}`)) : undefined;
}

/**
 * Where logs that tell of faults are written: the run folder, or one beside the register until the
 * drill has ended.
 */
export function toldIn(state: string, { drill, runFolder, sealed }: Sealed): string {
  return sealed === true ? join(state, "sealed", drill) : runFolder;
}

/**
 * Makes everything of a drill that has ended plain files again. Idempotent: what a crash or a full
 * disk left closed is opened the next time.
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
    throw new GamedayError(
      "GD-E006",
      `cannot unseal ${drill}: ${error instanceof Error ? error.message : String(error)}`,
      { hint: `free some space, then: gameday report build ${drill}`, cause: error },
    );
  }
}

/** The plan of a drill that goes on, for a tool that needs its addresses. */
export function planOf(state: string, entry: Sealed): Plan {
  const text = readFileSync(join(entry.runFolder, "plan.json"), "utf8");
  return JSON.parse(sealOf(state, entry)?.open(text.trimEnd()) ?? text) as Plan;
}

/** The scenario's files and the plan; of the other folders nothing is sealed. */
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
