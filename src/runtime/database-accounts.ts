/**
 * Who may log in on a drill's database: the scenario's accounts and one of our own. The same for
 * every adapter.
 */
import { randomBytes } from "node:crypto";
import { connectMysql } from "../mysql/connect.ts";
import { quoted } from "../mysql/dialect.ts";
import { accountStatements, grantPattern } from "../mysql/grant.ts";
import type { Flavour, Mysql, MysqlLogin } from "../mysql/mysql.ts";
import { followStatements } from "../mysql/replication.ts";
import type { Variables } from "../mysql/server/variable.ts";
import type { Endpoint, MysqlSpec } from "./runtime.ts";

/** Not a name that a scenario can give: those have no underscore. */
const adminUser = "gameday_admin";
/** For probes, whose SQL is the scenario's: it reads, and can do nothing else. */
const probeUser = "gameday_probe";

/** Our way into one database of a drill, by an account of our own. */
export interface OwnAccount {
  /**
   * SQL that runs before the server listens, so that there is never an account that can log in with
   * no password.
   */
  readonly initSql: string;
  /**
   * True when we can log in. The password is this drill's, so another server cannot pass for ours.
   */
  readonly healthy: (at: Endpoint) => Promise<boolean>;
  /**
   * Makes the scenario's accounts, and ties a replica to its primary. Returns our logins on the
   * port that stays open, the server's version, and the variables that it does not know.
   */
  settle(doors: Endpoint & { readonly adminPort?: number }): Promise<{
    readonly admin: MysqlLogin;
    readonly probe: MysqlLogin;
    readonly version: string;
    readonly leftOut: string;
  }>;
}

/** An account of our own with a fresh password. */
export function ownAccount(spec: MysqlSpec, variables: Variables): OwnAccount {
  const password = randomBytes(18).toString("base64url");
  const login = (host: string, port: number): MysqlLogin => ({
    host,
    port,
    user: adminUser,
    password,
    database: spec.database,
  });
  return {
    initSql: adminSql(password),
    healthy: ({ host, port }) => letsUsIn(login(host, port)),
    settle: async ({ host, port, adminPort = port }) => {
      const admin = login(host, adminPort);
      const probe = { ...admin, user: probeUser, password: randomBytes(18).toString("base64url") };
      return { admin, probe, ...(await settleAccounts(admin, probe, spec, variables)) };
    },
  };
}

function adminSql(password: string): string {
  const who = `${quoted(adminUser)}@'%'`;
  return [
    // Accounts are each server's own: a replica must not take over its primary's.
    "SET SESSION sql_log_bin = 0;",
    ...["root", ""].flatMap((user) =>
      ["localhost", "127.0.0.1", "::1"].map(
        (host) => `DROP USER IF EXISTS ${quoted(user)}@${quoted(host)};`,
      ),
    ),
    `CREATE USER IF NOT EXISTS ${who} IDENTIFIED BY ${quoted(password)};`,
    `ALTER USER ${who} IDENTIFIED BY ${quoted(password)};`,
    `GRANT ALL PRIVILEGES ON *.* TO ${who} WITH GRANT OPTION;`,
    "",
  ].join("\n");
}

async function letsUsIn(login: MysqlLogin): Promise<boolean> {
  const sql = await connectMysql(login, { connectTimeoutMs: 1_000 }).catch(() => undefined);
  await sql?.close();
  return sql !== undefined;
}

async function settleAccounts(
  admin: MysqlLogin,
  probe: MysqlLogin,
  spec: MysqlSpec,
  variables: Variables,
): Promise<{ version: string; leftOut: string }> {
  const sql = await connectMysql(admin);
  try {
    await sql.query("SET SESSION sql_log_bin = 0");
    await dropOpenAccounts(sql);
    for (const statement of accountStatements(
      sql.flavour,
      probe.user,
      { password: probe.password, grants: probeGrants(sql.flavour, spec.database) },
      spec.database,
    ))
      await sql.query(statement);
    for (const [user, account] of Object.entries(spec.accounts)) {
      for (const statement of accountStatements(sql.flavour, user, account, spec.database))
        await sql.query(statement);
    }
    const source = spec.replication?.source;
    for (const statement of source === undefined ? [] : followStatements(sql.flavour, source))
      await sql.query(statement);
    const unknown = await unknownVariables(sql, variables);
    for (const statement of withoutFiles(sql.flavour, spec.database)) await sql.query(statement);
    return {
      version: sql.version,
      leftOut:
        unknown.length === 0 ? "" : `; omitted, unknown to this server: ${unknown.join(", ")}`,
    };
  } finally {
    await sql.close();
  }
}

/**
 * Takes away from our own account the rights that it needed to make the others: an account that may
 * change accounts could take it over, and the files of this machine are off limits.
 */
function withoutFiles(flavour: Flavour, database: string): readonly string[] {
  const who = `${quoted(adminUser)}@'%'`;
  const more = flavour === "mariadb" ? ["FEDERATED ADMIN", "SET USER"] : [];
  return [
    `GRANT ALL PRIVILEGES ON ${grantPattern(database)}.* TO ${who}`,
    "REVOKE " +
      `${["FILE", "SUPER", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "TRIGGER", "EVENT", "CREATE ROUTINE", "ALTER ROUTINE", "CREATE TABLESPACE", ...more].join(", ")} ` +
      `ON *.* FROM ${who}`,
  ];
}

/**
 * What probes may read: the scenario's rows, the server's statistics, sessions and replication. On
 * MySQL, the port that stays open requires a right of its own.
 */
function probeGrants(flavour: Flavour, database: string): readonly string[] {
  return [
    `SELECT ON ${database}.*`,
    "monitor",
    "PROCESS",
    "REPLICATION CLIENT",
    ...(flavour === "mysql" ? ["SERVICE_CONNECTION_ADMIN"] : []),
  ];
}

/** Those that the fresh data directory made, and those of an image's first start. */
async function dropOpenAccounts(sql: Mysql): Promise<void> {
  const { rows } = await sql.query(
    "SELECT user, host FROM mysql.user WHERE user IN ('root', '', 'healthcheck')",
  );
  for (const [user, host] of rows)
    await sql.query(`DROP USER ${quoted(String(user))}@${quoted(String(host))}`);
}

async function unknownVariables(sql: Mysql, variables: Variables): Promise<readonly string[]> {
  const { rows } = await sql.query("SHOW GLOBAL VARIABLES");
  const known = new Set(rows.map(([name]) => String(name).toLowerCase()));
  return Object.keys(variables).filter((name) => !known.has(name));
}
