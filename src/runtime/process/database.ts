import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectMysql } from "../../mysql/connect.ts";
import { quoted, serverName } from "../../mysql/dialect.ts";
import { accountStatements } from "../../mysql/grant.ts";
import type { Mysql, MysqlLogin } from "../../mysql/mysql.ts";
import { copyDataDir, seededDataDir } from "../../mysql/server/data-dir.ts";
import { serverArguments } from "../../mysql/server/launch.ts";
import { serverEnvironment, type MysqlServer, type Step } from "../../mysql/server/server.ts";
import { checkedVariables, type Variables } from "../../mysql/server/variable.ts";
import type { MysqlSpec } from "../runtime.ts";
import { fileName, type ComponentKind, type StackFolders } from "./component.ts";

export interface DatabaseOptions {
  readonly server: MysqlServer;
  readonly env: NodeJS.ProcessEnv;
  readonly folders: StackFolders;
  readonly logFile: string;
  readonly onStep: ((step: Step) => void) | undefined;
}

/** Not a name that a scenario can give: those have no underscore. */
const adminUser = "gameday_admin";

/** A real server on a private copy of the seeded data, with accounts of the scenario and one of our own. */
export function databaseKind(id: string, spec: MysqlSpec, { server, env, folders, logFile, onStep }: DatabaseOptions): ComponentKind {
  const name = fileName(id);
  const home = join(folders.data, name);
  const variables = checkedVariables(spec.variables);
  const initFile = join(folders.sockets, `${name}.sql`);
  const password = randomBytes(18).toString("base64url");
  const login = (host: string, port: number): MysqlLogin => ({ host, port, user: adminUser, password, database: spec.database });
  const launch = { dataDir: join(home, "data"), tmpDir: join(home, "tmp"), socket: join(folders.sockets, `${name}.sock`), initFile, variables };

  return {
    prepare: async (signal) => {
      const seeded = await seededDataDir(server, folders.cache, { database: spec.database, sql: spec.seedSql, variables }, { signal, env, onStep, tempDir: folders.sockets });
      signal.throwIfAborted();
      await mkdir(launch.tmpDir, { recursive: true });
      await copyDataDir(seeded, launch.dataDir);
      await writeFile(initFile, adminSql(password), { mode: 0o600 });
      signal.throwIfAborted();
    },
    program: (doors) => ({
      program: server.daemon,
      args: serverArguments(server, { ...launch, listen: doors, slowLog: join(folders.logs, `${name}-slow.log`) }),
      env: serverEnvironment(server, env),
    }),
    // The password is this drill's own, so nobody else's server can pass for ours.
    healthy: async ({ host, port }) => {
      const sql = await connectMysql(login(host, port), { connectTimeoutMs: 1_000 }).catch(() => undefined);
      await sql?.close();
      return sql !== undefined;
    },
    settle: async (doors) => {
      const admin = login(doors.host, doors.adminPort ?? doors.port);
      const sql = await connectMysql(admin);
      try {
        await dropOpenAccounts(sql);
        for (const [user, account] of Object.entries(spec.accounts)) {
          for (const statement of accountStatements(server.flavour, user, account)) await sql.query(statement);
        }
        const unknown = await unknownVariables(sql, variables);
        const left = unknown.length === 0 ? "" : `; left out, not known here: ${unknown.join(", ")}`;
        return { admin, detail: `${serverName(server.version)} (${server.daemon})${left}; log ${logFile}` };
      } finally {
        await sql.close();
      }
    },
    discard: async () => {
      for (const path of [home, initFile, launch.socket]) await rm(path, { recursive: true, force: true });
    },
    needsAdminPort: true,
    endsWithinMs: 30_000,
  };
}

/** Runs before the server listens, so that nobody ever finds an account without a password. */
function adminSql(password: string): string {
  const who = `${quoted(adminUser)}@'%'`;
  return [
    ...["root", ""].flatMap((user) => ["localhost", "127.0.0.1", "::1"].map((host) => `DROP USER IF EXISTS ${quoted(user)}@${quoted(host)};`)),
    `CREATE USER IF NOT EXISTS ${who} IDENTIFIED BY ${quoted(password)};`,
    `ALTER USER ${who} IDENTIFIED BY ${quoted(password)};`,
    `GRANT ALL PRIVILEGES ON *.* TO ${who} WITH GRANT OPTION;`,
    "",
  ].join("\n");
}

/** Those that the fresh data directory made for the name of this machine. */
async function dropOpenAccounts(sql: Mysql): Promise<void> {
  const { rows } = await sql.query("SELECT user, host FROM mysql.user WHERE user IN ('root', '')");
  for (const [user, host] of rows) await sql.query(`DROP USER ${quoted(String(user))}@${quoted(String(host))}`);
}

async function unknownVariables(sql: Mysql, variables: Variables): Promise<readonly string[]> {
  const { rows } = await sql.query("SHOW GLOBAL VARIABLES");
  const known = new Set(rows.map(([name]) => String(name).toLowerCase()));
  return Object.keys(variables).filter((name) => !known.has(name));
}
