/** Who may log in on a drill's database: the scenario's accounts, one of our own, and nobody else. The same for every adapter. */
import { connectMysql } from "../mysql/connect.ts";
import { quoted } from "../mysql/dialect.ts";
import { accountStatements } from "../mysql/grant.ts";
import type { Mysql, MysqlLogin } from "../mysql/mysql.ts";
import { followStatements } from "../mysql/replication.ts";
import type { Variables } from "../mysql/server/variable.ts";
import type { MysqlSpec } from "./runtime.ts";

/** Not a name that a scenario can give: those have no underscore. */
export const adminUser = "gameday_admin";

/** Runs before the server listens, so that nobody ever finds an account without a password. */
export function adminSql(password: string): string {
  const who = `${quoted(adminUser)}@'%'`;
  return [
    // Accounts are each server's own: a replica must not take over its primary's.
    "SET SESSION sql_log_bin = 0;",
    ...["root", ""].flatMap((user) => ["localhost", "127.0.0.1", "::1"].map((host) => `DROP USER IF EXISTS ${quoted(user)}@${quoted(host)};`)),
    `CREATE USER IF NOT EXISTS ${who} IDENTIFIED BY ${quoted(password)};`,
    `ALTER USER ${who} IDENTIFIED BY ${quoted(password)};`,
    `GRANT ALL PRIVILEGES ON *.* TO ${who} WITH GRANT OPTION;`,
    "",
  ].join("\n");
}

/** True when our own account gets in. Its password is this drill's, so nobody else's server can pass for ours. */
export async function letsUsIn(login: MysqlLogin): Promise<boolean> {
  const sql = await connectMysql(login, { connectTimeoutMs: 1_000 }).catch(() => undefined);
  await sql?.close();
  return sql !== undefined;
}

/** Makes the scenario's accounts, and ties a replica to its primary. Answers the server's version, and which of the variables it does not know. */
export async function settleAccounts(admin: MysqlLogin, spec: MysqlSpec, variables: Variables): Promise<{ version: string; leftOut: string }> {
  const sql = await connectMysql(admin);
  try {
    await sql.query("SET SESSION sql_log_bin = 0");
    await dropOpenAccounts(sql);
    for (const [user, account] of Object.entries(spec.accounts)) {
      for (const statement of accountStatements(sql.flavour, user, account)) await sql.query(statement);
    }
    const source = spec.replication?.source;
    for (const statement of source === undefined ? [] : followStatements(sql.flavour, source)) await sql.query(statement);
    const unknown = await unknownVariables(sql, variables);
    return { version: sql.version, leftOut: unknown.length === 0 ? "" : `; left out, not known here: ${unknown.join(", ")}` };
  } finally {
    await sql.close();
  }
}

/** Those that the fresh data directory made, and those of an image's first start. */
async function dropOpenAccounts(sql: Mysql): Promise<void> {
  const { rows } = await sql.query("SELECT user, host FROM mysql.user WHERE user IN ('root', '', 'healthcheck')");
  for (const [user, host] of rows) await sql.query(`DROP USER ${quoted(String(user))}@${quoted(String(host))}`);
}

async function unknownVariables(sql: Mysql, variables: Variables): Promise<readonly string[]> {
  const { rows } = await sql.query("SHOW GLOBAL VARIABLES");
  const known = new Set(rows.map(([name]) => String(name).toLowerCase()));
  return Object.keys(variables).filter((name) => !known.has(name));
}
