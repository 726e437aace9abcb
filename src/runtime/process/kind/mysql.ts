import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serverName } from "../../../mysql/dialect.ts";
import { replicationVariables } from "../../../mysql/replication.ts";
import { copyDataDir, seededDataDir } from "../../../mysql/server/data-dir.ts";
import { serverArguments } from "../../../mysql/server/launch.ts";
import { serverEnvironment, type MysqlServer, type Step } from "../../../mysql/server/server.ts";
import { checkedVariables } from "../../../mysql/server/variable.ts";
import { ownAccount } from "../../database-accounts.ts";
import type { MysqlSpec } from "../../runtime.ts";
import type { Confinement } from "../confine.ts";
import { fileName, type ComponentKind, type MakeKind, type StackFolders } from "../component.ts";

interface DatabaseOptions {
  readonly server: MysqlServer;
  readonly env: NodeJS.ProcessEnv;
  readonly folders: StackFolders;
  readonly onStep: ((step: Step) => void) | undefined;
  /** Holds the server to its own folders; the reason where that is not possible here. */
  readonly confinement: Confinement | { readonly why: string };
}

/** Below a folder of its database's own. */
export const socketName = "s";

/**
 * A real server on a private copy of the seeded data, with accounts of the scenario and one of our
 * own.
 */
function databaseKind(
  id: string,
  spec: MysqlSpec,
  { server, env, folders, onStep, confinement }: DatabaseOptions,
): ComponentKind {
  const name = fileName(id);
  const home = join(folders.data, name);
  const doors = join(folders.sockets, name);
  const slowLog = join(folders.logs, `${name}-slow.log`);
  const variables = checkedVariables(spec.variables);
  const initFile = join(doors, "init.sql");
  const account = ownAccount(spec, variables);
  const launch = {
    dataDir: join(home, "data"),
    tmpDir: join(home, "tmp"),
    socket: join(doors, socketName),
    initFile,
    slowLog,
    variables: { ...replicationVariables(spec.replication), ...variables },
  };
  const confined = "why" in confinement ? undefined : confinement;
  const asRoot = confined === undefined ? {} : { asRoot: confined.asRoot };

  return {
    prepare: async (signal) => {
      const seeded = await seededDataDir(
        server,
        folders.cache,
        { database: spec.database, sql: spec.seedSql, variables },
        { signal, env, onStep, tempDir: folders.sockets },
      );
      signal.throwIfAborted();
      await makeHome(launch, doors);
      await copyDataDir(seeded, launch.dataDir);
      await writeFile(initFile, account.initSql, { mode: 0o600 });
      signal.throwIfAborted();
    },
    program: (listen) => {
      const bare = {
        program: server.daemon,
        args: serverArguments(server, { ...launch, listen, ...asRoot }),
        env: serverEnvironment(server, env),
      };
      return confined?.confine(bare, [home, doors, slowLog]) ?? bare;
    },
    healthy: account.healthy,
    settle: async (at) => {
      const { admin, probe, leftOut } = await account.settle(at);
      // The next start is given nothing more than what this one left.
      await writeFile(initFile, "");
      const detail = `${serverName(server.version)} (${server.daemon})${leftOut}${unconfined(confinement)}`;
      return { admin, probe, socket: launch.socket, detail };
    },
    discard: async () => {
      for (const path of [home, doors]) await rm(path, { recursive: true, force: true });
    },
    needsAdminPort: true,
    endsWithinMs: 30_000,
  };
}

async function makeHome(
  { tmpDir, slowLog }: { readonly tmpDir: string; readonly slowLog: string },
  sockets: string,
): Promise<void> {
  await mkdir(tmpDir, { recursive: true });
  await mkdir(sockets, { recursive: true, mode: 0o700 });
  await writeFile(slowLog, "", { flag: "a", mode: 0o600 });
}

function unconfined(confinement: DatabaseOptions["confinement"]): string {
  if (!("why" in confinement)) return "";
  return (
    "; it is not confined to its own folders, so an account with admin can make it write other " +
    `files of yours: ${confinement.why}`
  );
}

export const mysql: MakeKind = async ({ id, mysql: spec }, site) => {
  if (spec === undefined) throw new Error(`process runtime: the database ${id} has no settings`);
  return databaseKind(id, spec, { ...site, ...(await site.mysql()) });
};
