/**
 * What a statement needs of an account, and whether its grants give it. Only what is certain:
 * unknown statements need nothing.
 */

export interface Need {
  readonly privilege: string;
  readonly database: string;
  readonly table: string;
  /** The grant that gives it, as a scenario writes it. */
  readonly grant: string;
}

const process: Need = { privilege: "PROCESS", database: "*", table: "*", grant: "PROCESS" };
export const kill: Need = {
  privilege: "CONNECTION ADMIN",
  database: "*",
  table: "*",
  grant: "kill",
};

/** Longer statements are not looked into: the patterns below are not made for them. */
const maxLength = 20_000;

/** The privileges that one statement needs; names without a database are in `database`. */
export function needsOf(sql: string, database: string): readonly Need[] {
  if (sql.length > maxLength) return [];
  const text = sql
    .replaceAll(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"/g, "''")
    .replaceAll(/\/\*[^]*?\*\/|(?:--\s|#).*$/gm, " ");
  const verb = /^\s*\(?\s*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? "";
  const after = (pattern: RegExp): readonly string[] =>
    [...text.matchAll(pattern)].flatMap(([, table]) => (table === undefined ? [] : [table]));
  const on = (privilege: string, tables: readonly string[]): readonly Need[] =>
    tables.flatMap((table) => tableNeed(privilege, table, database));
  const named = after(/(?:\bwith(?:\s+recursive)?|,)\s*([\w$]+)(?:\s*\([^()]*\))?\s+as\s*\(/gi);
  const read = on(
    "SELECT",
    after(/\b(?:from|join)\s+([`\w$]+(?:\.[`\w$]+)?)/gi).filter((table) => !named.includes(table)),
  );
  switch (verb) {
    case "SELECT":
    case "WITH":
      return read;
    case "SHOW":
      return /^\s*show\s+(full\s+)?processlist|^\s*show\s+engine\b/i.test(text) ? [process] : [];
    case "KILL":
      return [kill];
    case "ALTER":
      return on("ALTER", after(/^\s*alter\s+table\s+([`\w$.]+)/gi));
    case "CREATE":
    case "DROP":
      return on(
        "INDEX",
        after(/^\s*(?:create|drop)\s+(?:unique\s+)?index\s+[`\w$]+\s+on\s+([`\w$.]+)/gi),
      );
    case "UPDATE":
      return on("UPDATE", after(/^\s*update\s+([`\w$.]+)/gi));
    case "INSERT":
      return on("INSERT", after(/^\s*insert\s+(?:ignore\s+)?into\s+([`\w$.]+)/gi));
    case "DELETE":
      return on("DELETE", after(/^\s*delete\s+from\s+([`\w$.]+)/gi));
    default:
      return [];
  }
}

function tableNeed(privilege: string, name: string, database: string): readonly Need[] {
  const parts = name.replaceAll("`", "").split(".");
  const table = parts.at(-1) ?? "";
  const where = (parts.length > 1 ? parts[0] : database)?.toLowerCase() ?? database;
  if (where === "information_schema") return table.toLowerCase() === "processlist" ? [process] : [];
  if (table.toLowerCase() === "dual") return [];
  return [
    {
      privilege,
      database: where,
      table,
      grant:
        where === "performance_schema" || where === "sys"
          ? "monitor"
          : `${privilege} ON ${where}.*`,
    },
  ];
}

/** The grants of a scenario that are not privileges by name. */
const jobs: Readonly<Record<string, readonly string[]>> = {
  admin: ["ALL ON *.*"],
  kill: ["PROCESS, CONNECTION ADMIN ON *.*"],
  monitor: ["SELECT ON performance_schema.*", "SELECT, EXECUTE ON sys.*"],
};

/** Does one of the grants give this? */
export function isGranted(
  { privilege, database, table }: Need,
  grants: readonly string[],
): boolean {
  return grants
    .flatMap((grant) => jobs[grant.trim()] ?? [grant])
    .some((grant) => {
      const [, names = grant, object = "*.*"] = /^(.*?)\s+on\s+(\S+)$/i.exec(grant.trim()) ?? [];
      const [inDatabase = "*", ofTable = "*"] = object.replaceAll("`", "").split(".");
      const given = names.split(",").map((name) =>
        name
          .trim()
          .toUpperCase()
          .replaceAll(/[\s_]+/g, " "),
      );
      const enough = given.some(
        (name) =>
          name === privilege || name === "ALL" || name === "ALL PRIVILEGES" || name === "SUPER",
      );
      return enough && covers(inDatabase, database) && covers(ofTable, table);
    });
}

const covers = (granted: string, wanted: string): boolean =>
  granted === "*" || granted.toLowerCase() === wanted.toLowerCase();
