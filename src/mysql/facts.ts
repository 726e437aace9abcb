import { killedByTimeout } from "./connect.ts";
import type { Mysql } from "./mysql.ts";
import { identifier, quoted } from "./dialect.ts";

/** Who may log in, and whether that is locked: `Y`. */
const lockedAccounts = {
  mysql: "SELECT user, host, account_locked FROM mysql.user",
  mariadb:
    "SELECT user, host, IF(JSON_VALUE(priv, '$.account_locked'), 'Y', 'N') FROM mysql.global_priv",
} as const;

type DatabaseFacts = Record<string, string | number | null>;

/** Variables that a server changes by itself. */
const restless =
  /^(gtid|server_uuid|timestamp|last_|pseudo_|rand_seed|identity|insert_id|error_count|warning_count|in_transaction|innodb_(buffer_pool_(load|dump)|log_write_ahead)|binlog_(gtid|space)|.*_pos$)/;

/**
 * The same, so cheap that it can be asked every few seconds while people respond: variables,
 * accounts with their grants, the indexes and columns of the database, and how many sessions or
 * statements were killed. Names are `variable …`, `account …`, `schema …`, `sessions killed`.
 */
export async function liveDatabaseFacts(mysql: Mysql, database: string): Promise<DatabaseFacts> {
  const facts = await databaseFacts(mysql, []);
  const schema =
    await mysql.query(`SELECT 'index', table_name, index_name, GROUP_CONCAT(column_name ORDER BY seq_in_index) FROM information_schema.statistics WHERE table_schema = ${quoted(database)} GROUP BY 2, 3
    UNION ALL SELECT 'table', table_name, '', COUNT(*) FROM information_schema.columns WHERE table_schema = ${quoted(database)} GROUP BY 2`);
  for (const [what, table, name, value] of schema.rows)
    facts[`schema ${String(what)} ${String(table)}${name === "" ? "" : `.${String(name)}`}`] =
      value ?? null;
  facts["sessions killed"] = (await killsThatWorked(mysql)) - killedByTimeout();
  return facts;
}

/**
 * `Com_kill` also counts a KILL that hit no session. Only a server that keeps no statistics of
 * statements has nothing better.
 */
async function killsThatWorked(mysql: Mysql): Promise<number> {
  const [row] = (
    await mysql.query(
      "SELECT count_star - sum_errors FROM " +
        "performance_schema.events_statements_summary_global_by_event_name WHERE event_name " +
        "= 'statement/sql/kill' AND @@performance_schema",
    )
  ).rows;
  return row === undefined ? mysql.status("Com_kill") : Number(row[0]);
}

/**
 * What is true of a server that a drill could have changed: every global variable, every account
 * with its grants, and the checksums of the tables that are named. Names are `variable …`, `account
 * …`, `table …`.
 */
export async function databaseFacts(
  mysql: Mysql,
  tables: readonly string[],
): Promise<DatabaseFacts> {
  const facts: DatabaseFacts = {};
  for (const [name, value] of (await mysql.query("SHOW GLOBAL VARIABLES")).rows)
    if (!restless.test(String(name))) facts[`variable ${String(name)}`] = value ?? null;
  for (const [user, host, locked] of (await mysql.query(lockedAccounts[mysql.flavour])).rows) {
    const grants = await mysql
      .query(`SHOW GRANTS FOR ${quoted(String(user))}@${quoted(String(host))}`)
      .then(
        ({ rows }) =>
          rows
            .map(([grant]) => String(grant))
            .toSorted()
            .join("; "),
        // A role, or an account that is locked away.
        () => "no grants to show",
      );
    facts[`account ${String(user)}@${String(host)}`] =
      String(locked) === "Y" ? `locked; ${grants}` : grants;
  }
  for (const table of tables)
    facts[`table ${table}`] =
      (await mysql.query(`CHECKSUM TABLE ${identifier(table)}`)).rows[0]?.[1] ?? null;
  return facts;
}
