import type { Mysql } from "./mysql.ts";
import { identifier, quoted } from "./dialect.ts";

type Facts = Record<string, string | number | null>;

/** Variables that a server changes by itself. */
const restless = /^(gtid|server_uuid|timestamp|last_|pseudo_|rand_seed|identity|insert_id|error_count|warning_count|in_transaction|innodb_(buffer_pool_(load|dump)|log_write_ahead)|binlog_(gtid|space)|.*_pos$)/;

/** What is true of a server that a drill could have changed: every global variable, every account with its grants, and the checksums of the tables that are named. Names are `variable …`, `account …`, `table …`. */
export async function databaseFacts(mysql: Mysql, tables: readonly string[]): Promise<Facts> {
  const facts: Facts = {};
  for (const [name, value] of (await mysql.query("SHOW GLOBAL VARIABLES")).rows) if (!restless.test(String(name))) facts[`variable ${String(name)}`] = value ?? null;
  for (const [user, host] of (await mysql.query("SELECT user, host FROM mysql.user")).rows) {
    const grants = await mysql.query(`SHOW GRANTS FOR ${quoted(String(user))}@${quoted(String(host))}`).then(
      ({ rows }) => rows.map(([grant]) => String(grant)).toSorted().join("; "),
      // A role, or an account that is locked away.
      () => "no grants to be shown",
    );
    facts[`account ${String(user)}@${String(host)}`] = grants;
  }
  for (const table of tables) facts[`table ${table}`] = (await mysql.query(`CHECKSUM TABLE ${identifier(table)}`)).rows[0]?.[1] ?? null;
  return facts;
}
