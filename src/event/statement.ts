import type { ChangeOf } from "./change.ts";

/** What begins a statement that changes something, and what kind of thing that is. */
const beginnings: readonly (readonly [RegExp, ChangeOf])[] = [
  [/^SET\s+(@@)?(GLOBAL|PERSIST)\b|^SET\s+@@global\./i, "variable"],
  [
    /^SET\s+(PASSWORD|DEFAULT\s+ROLE)\b|^(CREATE|ALTER|DROP|RENAME)\s+(OR\s+REPLACE\s+)?(USER|ROLE)\b|^(GRANT|REVOKE)\b/i,
    "account",
  ],
  [/^KILL\b/i, "session"],
  [/^(CREATE|ALTER|DROP|RENAME|TRUNCATE|OPTIMIZE|REPAIR|ANALYZE)\b/i, "schema"],
  [/^(INSERT|UPDATE|DELETE|REPLACE|LOAD|CALL)\b/i, "request"],
  [
    /^(START|STOP|RESET|CHANGE|FLUSH|PURGE|INSTALL|UNINSTALL|LOCK|SHUTDOWN|RESTART)\b(?!\s+TRANSACTION)/i,
    "configuration",
  ],
];

/** What kind of thing a statement changes; undefined when it only looks. */
export function changedBy(sql: string): ChangeOf | undefined {
  const statement = sql.replace(/^(\s|\(|--[^\n]*\n|#[^\n]*\n|\/\*[^!][\s\S]*?\*\/)+/, "");
  return beginnings.find(([beginning]) => beginning.test(statement))?.[1];
}
