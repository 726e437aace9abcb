import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { traced } from "../kernel/call.ts";
import { GamedayError } from "../kernel/error.ts";

/** A k6 that runs. */
export interface FoundK6 {
  readonly path: string;
  /** `2.2.0`. */
  readonly version: string;
  /** How it was chosen, for people: "from PATH". */
  readonly why: string;
}

/** Where to look, in this order. */
export interface K6Search {
  /** A path that the user named; nothing else is tried then. */
  readonly explicit?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `gameday setup tools` puts what it builds. */
  readonly cacheDir?: string | undefined;
}

/**
 * Finds k6: the path that was named (or GAMEDAY_K6), PATH, our cache. GD-L001 with what to do when
 * there is none.
 */
export async function findK6({ explicit, env, cacheDir }: K6Search): Promise<FoundK6> {
  const named = explicit ?? env["GAMEDAY_K6"];
  const places =
    named !== undefined && named !== ""
      ? [[named, explicit === undefined ? "named by GAMEDAY_K6" : "named by the user"] as const]
      : placesToLook(env, cacheDir);
  for (const [path, why] of places) {
    const version = await versionOf(path);
    if (version !== undefined) return { path, version, why };
  }
  const tried = named === undefined || named === "" ? "on PATH or in the cache" : `at ${named}`;
  throw new GamedayError("GD-L001", `no working k6 ${tried}`, {
    hint: "gameday setup tools builds it where Go is found; --load builtin needs no setup",
  });
}

function placesToLook(
  env: Readonly<Record<string, string | undefined>>,
  cacheDir: string | undefined,
): (readonly [string, string])[] {
  const onPath = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return [
    ...onPath.map((folder) => [join(folder, "k6"), "from PATH"] as const),
    ...(cacheDir === undefined ? [] : [[join(cacheDir, "k6"), "from the cache"] as const]),
  ];
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    // With extension resolution on, even asking for the version may reach for the network.
    const { stdout } = await traced({ adapter: "k6", what: () => `${path} version` }, () =>
      promisify(execFile)(path, ["version"], {
        timeout: 10_000,
        env: { ...process.env, K6_AUTO_EXTENSION_RESOLUTION: "false" },
      }),
    );
    return /\bv(\d+\.\d+\.\d+[^\s]*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
