import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Case } from "./case.ts";
import { lay } from "./lay.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** What one command did, seen from outside of its drill. */
export interface Seen {
  readonly code: number;
  readonly text: string;
  /** Files made, changed or removed outside of the drill's own folders. */
  readonly written: readonly string[];
  /** Files of the drill in which something secret from outside stands. */
  readonly leaked: readonly string[];
  /**
   * Connections to addresses of others, packets that left the machine, doors that are open to
   * others.
   */
  readonly reached: readonly string[];
  /** Processes of others that are gone, and its own that stayed. */
  readonly processes: readonly string[];
}

/** Why there is no sandbox here; undefined when there is one. */
export function noSandbox(): string | undefined {
  try {
    execFileSync(
      "unshare",
      [
        "--mount",
        "--net",
        "--pid",
        "--fork",
        "ip",
        "link",
        "add",
        "road",
        "type",
        "veth",
        "peer",
        "name",
        "nowhere",
      ],
      { stdio: "pipe" },
    );
    return undefined;
  } catch (error) {
    return `no namespaces with a network of their own: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`;
  }
}

/** Runs a command in a sandbox of its own, in a folder where the hostile file lies. */
export async function inSandbox(one: Case, command: readonly string[]): Promise<Seen> {
  const home = mkdtempSync(join(tmpdir(), "gds-"));
  try {
    const [folder, out] = [join(home, "case"), join(home, "out")];
    for (const each of [folder, out]) mkdirSync(each);
    lay(one, folder, join(home, "outside"), "/outside");
    const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
    await promisify(execFile)(
      join(root, "test/hostile/sandbox.sh"),
      [root, process.execPath, folder, out, ...command],
      {
        env: { ...process.env, GAMEDAY_HOSTILE_CACHE: cache },
        timeout: 200_000,
        maxBuffer: 2 ** 24,
      },
    );
    const read = (name: string): string => readFileSync(join(out, name), "utf8");
    const lines = (name: string): readonly string[] =>
      read(name)
        .split("\n")
        .filter((line) => line.trim() !== "");
    return {
      code: Number(read("code")),
      text: `${read("stdout")}${read("stderr")}`,
      written: lines("written"),
      leaked: lines("leaked"),
      reached: [
        ...lines("seen"),
        ...(Number(read("packets")) > 0
          ? [`${read("packets").trim()} packets left the machine`]
          : []),
      ],
      processes: [
        ...(lines("canary").includes("alive") ? [] : ["a process of others is gone"]),
        ...lines("left").map((line) => `left behind: ${line.trim()}`),
      ],
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
