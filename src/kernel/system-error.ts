import { GamedayError } from "./error.ts";

const openFiles = {
  what: "too many open files",
  hint: "allow more, then try again: ulimit -n 4096",
};
const processes = {
  what: "no room for another process",
  hint: "end other programs, or allow more processes: ulimit -u",
};
const exhausted: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
  EMFILE: openFiles,
  ENFILE: openFiles,
  EAGAIN: processes,
  ENOMEM: processes,
};
const unwritable: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EROFS"]);

/**
 * What the system refused us, as a failure of the user's world: GD-E014 when the machine is out of
 * something, GD-E006 of a disk. Undefined for any other error.
 */
export function systemError(error: unknown): GamedayError | undefined {
  if (
    !(error instanceof Error) ||
    error instanceof GamedayError ||
    !("code" in error) ||
    typeof error.code !== "string"
  )
    return undefined;
  if (unwritable.has(error.code))
    return new GamedayError("GD-E006", `cannot write: ${error.message}`, {
      hint: "free some space, or choose another folder",
      cause: error,
    });
  const found = exhausted[error.code];
  return found === undefined
    ? undefined
    : new GamedayError("GD-E014", `this machine has ${found.what}: ${error.message}`, {
        hint: found.hint,
        cause: error,
      });
}
