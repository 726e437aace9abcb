import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import { shorten } from "../kernel/shorten.ts";
import { serverVersion } from "./server/routes.ts";

/** Which proxy server is used, and why. */
export type ProxyChoice =
  | {
      readonly kind: "toxiproxy";
      readonly path: string;
      readonly version: string;
      readonly reason: string;
      readonly passedOver: readonly string[];
    }
  | {
      readonly kind: "embedded";
      readonly version: string;
      readonly reason: string;
      readonly passedOver: readonly string[];
    };

export interface FindRequest {
  /** The user's own choice: a path, or `embedded`. It must work, nothing else is tried. */
  readonly explicit?: string;
  /** The environment's PATH. */
  readonly path?: string;
  /** Where `gameday setup tools` puts what it builds. */
  readonly cacheDir?: string;
}

const program = "toxiproxy-server";

/**
 * Looks for a proxy server: the explicit path, then PATH, the cache, and finally the embedded one.
 * Throws GD-E004 when an explicit one does not work.
 */
export async function findProxyServer(request: FindRequest): Promise<ProxyChoice> {
  const passedOver: string[] = [];
  if (request.explicit === "embedded") return embedded("it was asked for", passedOver);
  if (request.explicit !== undefined) {
    const tried = await tryServer(request.explicit);
    if ("version" in tried)
      return {
        kind: "toxiproxy",
        path: request.explicit,
        version: tried.version,
        reason: "its path was given",
        passedOver,
      };
    throw new GamedayError(
      "GD-E004",
      `${request.explicit} cannot be used as proxy server: ${tried.problem}`,
      { hint: "omit the path to use the default, or use embedded" },
    );
  }
  const places = [
    ...(request.path ?? "")
      .split(delimiter)
      .filter((dir) => dir !== "")
      .map((dir) => ({ path: join(dir, program), reason: "it is on PATH" })),
    ...(request.cacheDir === undefined
      ? []
      : [{ path: join(request.cacheDir, program), reason: "gameday setup tools built it" }]),
  ];
  for (const { path, reason } of places) {
    if (!(await exists(path))) continue;
    const tried = await tryServer(path);
    if ("version" in tried)
      return { kind: "toxiproxy", path, version: tried.version, reason, passedOver };
    passedOver.push(`${path}: ${tried.problem}`);
  }
  return embedded(
    passedOver.length === 0 ? `no ${program} on PATH or in the cache` : `no ${program} that works`,
    passedOver,
  );
}

function embedded(reason: string, passedOver: readonly string[]): ProxyChoice {
  return { kind: "embedded", version: serverVersion, reason, passedOver };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Asks a program for its version; a build that was given none says `git`. */
async function tryServer(path: string): Promise<{ version: string } | { problem: string }> {
  const runnable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!runnable)
    return { problem: (await exists(path)) ? "it is not executable" : "there is no such file" };
  return new Promise((resolve) => {
    execFile(path, ["--version"], { timeout: 5_000 }, (error, stdout) => {
      const version = /version (\S+)/.exec(stdout)?.[1];
      if (error !== null)
        resolve({
          problem: `it does not run (${error.killed === true ? "no answer within 5 s" : (error.message.split("\n")[0] ?? "")})`,
        });
      else if (version === undefined)
        resolve({
          problem: `instead of a version it printed ${JSON.stringify(shorten(stdout.trim(), 60))}`,
        });
      else resolve({ version });
    });
  });
}
