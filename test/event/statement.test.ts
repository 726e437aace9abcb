import { expect, test } from "vitest";
import { changedBy } from "../../src/event/statement.ts";

test("a statement that changes something says what kind of thing, and one that looks says nothing", () => {
  const kinds = {
    "SET GLOBAL max_connections = 300": "variable",
    "set @@global.read_only=1": "variable",
    "SET PERSIST x = 1": "variable",
    "ALTER USER 'report'@'%' ACCOUNT LOCK": "account",
    "GRANT SELECT ON shop.* TO a": "account",
    "KILL QUERY 12": "session",
    "ALTER TABLE shop.orders ADD INDEX e (id)": "schema",
    "-- why\n CREATE INDEX a ON b (c)": "schema",
    "/* on call */ DELETE FROM orders WHERE id = 1": "request",
    "STOP SLAVE": "configuration",
    "FLUSH HOSTS": "configuration",
  };
  for (const [sql, kind] of Object.entries(kinds))
    expect([sql, changedBy(sql)]).toEqual([sql, kind]);
  for (const sql of [
    "SELECT 1",
    "SHOW FULL PROCESSLIST",
    "EXPLAIN DELETE FROM orders",
    "SET SESSION x = 1",
    "SET NAMES utf8",
    "START TRANSACTION",
    "USE shop",
    "",
  ])
    expect([sql, changedBy(sql)]).toEqual([sql, undefined]);
});
