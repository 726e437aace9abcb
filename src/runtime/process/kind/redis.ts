import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answersPing, redisArguments, redisSecrets } from "../../redis-place.ts";
import type { RedisSpec } from "../../runtime.ts";
import { fileName, type ComponentKind, type MakeKind, type StackFolders } from "../component.ts";
import { redisServer } from "../distro/index.ts";
import { programEnvironment, type FoundProgram } from "../distro/program.ts";
import { listensItself } from "../listener.ts";

interface RedisOptions {
  readonly server: FoundProgram;
  readonly env: NodeJS.ProcessEnv;
  readonly folders: StackFolders;
}

/** A real Redis that keeps everything in memory and nothing on disk. */
function redisKind(
  id: string,
  redis: RedisSpec,
  { server, env, folders }: RedisOptions,
): ComponentKind {
  const home = join(folders.data, fileName(id));
  const configFile = join(home, "redis.conf");
  return {
    prepare: async () => {
      await mkdir(home, { recursive: true });
      await writeFile(configFile, redisSecrets(redis), { mode: 0o600 });
    },
    program: ({ host, port }) => ({
      program: server.program,
      args: [
        configFile,
        "--bind",
        host,
        "--port",
        String(port),
        ...redisArguments(redis, { daemonize: "no", dir: home }),
      ],
      env: programEnvironment(server, env),
    }),
    healthy: async ({ host, port }, pid) =>
      (await answersPing({ host, port }, redis)) && listensItself(pid, host, port),
    settle: async () => ({ detail: `Redis ${server.version} (${server.program})` }),
    discard: async () => rm(home, { recursive: true, force: true }),
    needsAdminPort: false,
    endsWithinMs: 5_000,
  };
}

export const redis: MakeKind = async ({ id, redis: spec }, site) => {
  if (spec === undefined) throw new Error(`process runtime: the Redis ${id} has no settings`);
  return redisKind(id, spec, { ...site, server: await site.program(redisServer) });
};
