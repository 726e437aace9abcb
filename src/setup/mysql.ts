import { findServer } from "../mysql/server/find.ts";
import { installServer } from "../mysql/server/install.ts";
import type { MysqlServer, Step } from "../mysql/server/server.ts";
import { findPaths } from "../register/paths.ts";
import { untilInterrupted } from "./until-interrupted.ts";

/** The server on PATH or in our cache, else the distribution's packages unpacked into the cache. */
export async function setupMysql(
  onStep: (step: Step) => void,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<MysqlServer> {
  const { cache } = findPaths(env, process.cwd());
  onStep({ title: "look for a MySQL-compatible server", state: "start" });
  const { found, tried } = await findServer(cache);
  if (found !== undefined) {
    onStep({ title: "look for a MySQL-compatible server", state: "done", detail: found.source });
    return found;
  }
  onStep({
    title: "look for a MySQL-compatible server",
    state: "skip",
    detail: tried.length === 0 ? "none on PATH or in the cache" : tried.join("; "),
  });
  return untilInterrupted((signal) => installServer(cache, { onStep, signal }));
}
