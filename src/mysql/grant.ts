/** Portable grants of a scenario → the privileges that each flavour knows. */
import { GamedayError } from "../kernel/error.ts";
import { identifier, quoted } from "./dialect.ts";
import type { Flavour } from "./mysql.ts";

type Names = Readonly<Record<Flavour, string>>;

/** Privileges with a different name on the other flavour; the key is the name without spaces or underscores. */
const renamed: Readonly<Record<string, Names>> = {
  CONNECTIONADMIN: { mysql: "CONNECTION_ADMIN", mariadb: "CONNECTION ADMIN" },
  READONLYADMIN: { mysql: "SYSTEM_VARIABLES_ADMIN", mariadb: "READ_ONLY ADMIN" },
  SYSTEMVARIABLESADMIN: { mysql: "SYSTEM_VARIABLES_ADMIN", mariadb: "SUPER" },
  REPLICATIONSLAVEADMIN: { mysql: "REPLICATION_SLAVE_ADMIN", mariadb: "REPLICATION SLAVE ADMIN" },
  REPLICATIONCLIENT: { mysql: "REPLICATION CLIENT", mariadb: "BINLOG MONITOR, SLAVE MONITOR" },
  SLAVEMONITOR: { mysql: "REPLICATION CLIENT", mariadb: "SLAVE MONITOR" },
  BINLOGMONITOR: { mysql: "REPLICATION CLIENT", mariadb: "BINLOG MONITOR" },
};

/** Our own words for "may do this job", whatever the flavour calls it. */
const pseudoGrants: Readonly<Record<string, (flavour: Flavour) => readonly string[]>> = {
  kill: (flavour) => [`PROCESS, ${flavour === "mariadb" ? "CONNECTION ADMIN" : "CONNECTION_ADMIN"} ON *.*`],
  // The views of sys run with their reader's rights and call functions of sys.
  monitor: () => ["SELECT ON performance_schema.*", "SELECT, EXECUTE ON sys.*"],
  admin: () => ["ALL PRIVILEGES ON *.*"],
};

const shape = /^(?<privileges>[A-Za-z_]+(?: [A-Za-z_]+)*(?: *, *[A-Za-z_]+(?: [A-Za-z_]+)*)*?)(?: ON (?<object>\*\.\*|`?[\w$-]+`?\.(?:\*|`?[\w$-]+`?)))?$/i;

/** One portable grant as the flavour's own, `PROCESS, CONNECTION ADMIN ON *.*`; GD-S003 when it is not a grant. */
export function portableGrant(flavour: Flavour, grant: string): readonly string[] {
  const pseudo = pseudoGrants[grant.trim()];
  if (pseudo !== undefined) return pseudo(flavour);
  const { privileges, object } = shape.exec(grant.trim().replaceAll(/\s+/g, " "))?.groups ?? {};
  if (privileges === undefined) {
    throw new GamedayError("GD-S003", `"${grant}" is not a grant`, { hint: 'write "SELECT ON shop.*", "PROCESS", or one of kill, monitor, admin' });
  }
  const names = privileges.split(",").map((name) => {
    const plain = name.trim().toUpperCase();
    return renamed[plain.replaceAll(/[ _]/g, "")]?.[flavour] ?? plain;
  });
  return [`${names.join(", ")} ON ${object === undefined ? "*.*" : quotedObject(object)}`];
}

function quotedObject(object: string): string {
  return object
    .split(".")
    .map((part) => (part === "*" ? part : identifier(part.replaceAll("`", ""))))
    .join(".");
}

/** The statements that make an account which may log in from any host; safe to run again. */
export function accountStatements(flavour: Flavour, user: string, account: { password: string; grants: readonly string[] }): readonly string[] {
  const who = `${quoted(user)}@'%'`;
  return [
    `CREATE USER IF NOT EXISTS ${who} IDENTIFIED BY ${quoted(account.password)}`,
    `ALTER USER ${who} IDENTIFIED BY ${quoted(account.password)}`,
    ...account.grants.flatMap((grant) => portableGrant(flavour, grant)).map((grant) => `GRANT ${grant} TO ${who}`),
  ];
}
