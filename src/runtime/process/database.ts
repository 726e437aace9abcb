import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serverName } from "../../mysql/dialect.ts";
import { replicationVariables } from "../../mysql/replication.ts";
import { copyDataDir, seededDataDir } from "../../mysql/server/data-dir.ts";
import { serverArguments } from "../../mysql/server/launch.ts";
import { serverEnvironment, type MysqlServer, type Step } from "../../mysql/server/server.ts";
import { checkedVariables } from "../../mysql/server/variable.ts";
import { ownAccount } from "../database-accounts.ts";
import type { MysqlSpec } from "../runtime.ts";
import { fileName, type ComponentKind, type StackFolders } from "./component.ts";

export interface DatabaseOptions {
  readonly server: MysqlServer;
  readonly env: NodeJS.ProcessEnv;
  readonly folders: StackFolders;
  readonly logFile: string;
  readonly onStep: ((step: Step) => void) | undefined;
}

/** A real server on a private copy of the seeded data, with accounts of the scenario and one of our own. */
export function databaseKind(id: string, spec: MysqlSpec, { server, env, folders, logFile, onStep }: DatabaseOptions): ComponentKind {
  const name = fileName(id);
  const home = join(folders.data, name);
  const variables = checkedVariables(spec.variables);
  const initFile = join(folders.sockets, `${name}.sql`);
  const account = ownAccount(spec, variables);
  const launch = { dataDir: join(home, "data"), tmpDir: join(home, "tmp"), socket: join(folders.sockets, `${name}.sock`), initFile, variables: { ...replicationVariables(spec.replication), ...variables } };

  return {
    prepare: async (signal) => {
      const seeded = await seededDataDir(server, folders.cache, { database: spec.database, sql: spec.seedSql, variables }, { signal, env, onStep, tempDir: folders.sockets });
      signal.throwIfAborted();
      await mkdir(launch.tmpDir, { recursive: true });
      await copyDataDir(seeded, launch.dataDir);
      await writeFile(initFile, account.initSql, { mode: 0o600 });
      signal.throwIfAborted();
    },
    program: (doors) => ({
      program: server.daemon,
      args: serverArguments(server, { ...launch, listen: doors, slowLog: join(folders.logs, `${name}-slow.log`) }),
      env: serverEnvironment(server, env),
    }),
    healthy: account.healthy,
    settle: async (doors) => {
      const { admin, leftOut } = await account.settle(doors);
      return { admin, detail: `${serverName(server.version)} (${server.daemon})${leftOut}; log ${logFile}` };
    },
    discard: async () => {
      for (const path of [home, initFile, launch.socket]) await rm(path, { recursive: true, force: true });
    },
    needsAdminPort: true,
    endsWithinMs: 30_000,
  };
}
