/**
 * The identity of a register: random, made on first use and kept in the state folder, with a key
 * that never leaves it.
 */
import { createHmac, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import { messageOf } from "../kernel/message-of.ts";
import { readOwn } from "./own-register.ts";
import { Registry } from "./registry.ts";

/** The identity of a register. */
export interface Identity {
  /** Drills carry it in their marks, in labels and environments; not secret. */
  readonly owner: string;
  /**
   * A key for one purpose, such as `seal 2026-11-21-hot-mysql-7f3a`; the same register always
   * returns the same key. 32 bytes.
   */
  keyFor(purpose: string): Buffer;
}

interface Kept {
  readonly v: 1;
  readonly owner: string;
  readonly key: string;
}

/**
 * The identity of the register in that state folder, made now if it has none. When two processes
 * make it, both get the first one's. GD-E006 when it can be neither read nor written, or is lost
 * while drills are sealed with its key.
 */
export function identityOf(stateFolder: string): Identity {
  const found = findIdentity(stateFolder);
  if (found !== undefined) return found;
  const file = fileIn(stateFolder);
  const sealed = new Registry(stateFolder)
    .list()
    .filter((entry) => entry.sealed === true && entry.ended === undefined);
  // The first drill of a register makes the identity before its entry, and may be doing so right
  // now.
  const since = sealed.length === 0 ? undefined : findIdentity(stateFolder);
  if (since !== undefined) return since;
  if (sealed.length > 0)
    throw lostKey(
      file,
      sealed.map(({ drill }) => drill),
    );
  const aside = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const fresh: Kept = {
    v: 1,
    owner: randomBytes(12).toString("hex"),
    key: randomBytes(32).toString("hex"),
  };
  try {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    writeFileSync(aside, `${JSON.stringify(fresh)}\n`, { flag: "wx", mode: 0o600 });
    linkSync(aside, file);
  } catch (error) {
    discard(aside);
    if (codeOf(error) !== "EEXIST") throw cannot("write", file, error);
  }
  discard(aside);
  const kept = findIdentity(stateFolder);
  if (kept === undefined) throw cannot("read", file, new Error("it vanished"));
  return kept;
}

/**
 * The same without making one: undefined for a register that has no identity yet, and so no drill.
 */
export function findIdentity(stateFolder: string): Identity | undefined {
  const file = fileIn(stateFolder);
  try {
    return from(readOwn(file));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw cannot("read", file, error);
  }
}

/** A folder that cannot be written to has nothing to remove either. */
function discard(aside: string): void {
  try {
    rmSync(aside, { force: true });
  } catch {
    // The caller reports why it could not be written.
  }
}

const fileIn = (stateFolder: string): string => join(stateFolder, "identity.json");

function from(text: string): Identity {
  const { v, owner, key } = JSON.parse(text) as Partial<Kept>;
  if (
    v !== 1 ||
    typeof owner !== "string" ||
    !/^[0-9a-f]{24}$/.test(owner) ||
    typeof key !== "string" ||
    !/^[0-9a-f]{64}$/.test(key)
  )
    throw new Error("it contains no identity");
  return {
    owner,
    keyFor: (purpose) => createHmac("sha256", Buffer.from(key, "hex")).update(purpose).digest(),
  };
}

function lostKey(file: string, drills: readonly string[]): GamedayError {
  return new GamedayError(
    "GD-E006",
    `the identity of the register ${file} is missing, and with it the key that ${drills.join(", ")} ${drills.length === 1 ? "is" : "are"} sealed with`,
    { hint: `restore it; if it is lost for good: gameday stop ${drills[0]}` },
  );
}

function cannot(doing: "read" | "write", file: string, error: unknown): GamedayError {
  const hint =
    doing === "write"
      ? "free some space, or set XDG_STATE_HOME to a writable folder"
      : "it says which drills are this register's; move it away only when none of them is left";
  return new GamedayError(
    "GD-E006",
    `cannot ${doing} ` +
      `${doing === "write" ? "the state folder" : "the identity of the register"} ${file}: ` +
      `${messageOf(error)}`,
    { hint, cause: error },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
