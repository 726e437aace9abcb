/** Portable grants of a scenario → the privileges that each flavour knows. */
import { GamedayError } from "../kernel/error.ts";
import { identifier, quoted } from "./dialect.ts";
import type { Flavour } from "./mysql.ts";

type Names = Readonly<Record<Flavour, string>>;

/**
 * Privileges with a different name on the other flavour; the key is the name without spaces or
 * underscores.
 */
const renamed: Readonly<Record<string, Names>> = {
  CONNECTIONADMIN: { mysql: "CONNECTION_ADMIN", mariadb: "CONNECTION ADMIN" },
  READONLYADMIN: { mysql: "SYSTEM_VARIABLES_ADMIN", mariadb: "READ_ONLY ADMIN" },
  SYSTEMVARIABLESADMIN: {
    mysql: "SYSTEM_VARIABLES_ADMIN",
    mariadb: "READ_ONLY ADMIN, CONNECTION ADMIN, BINLOG ADMIN",
  },
  REPLICATIONSLAVEADMIN: { mysql: "REPLICATION_SLAVE_ADMIN", mariadb: "REPLICATION SLAVE ADMIN" },
  REPLICATIONCLIENT: { mysql: "REPLICATION CLIENT", mariadb: "BINLOG MONITOR, SLAVE MONITOR" },
  SLAVEMONITOR: { mysql: "REPLICATION CLIENT", mariadb: "SLAVE MONITOR" },
  BINLOGMONITOR: { mysql: "REPLICATION CLIENT", mariadb: "BINLOG MONITOR" },
};

/**
 * Running a server: everything but its files, and nothing with which an account could give itself
 * more. Following another server is apart, for what that one writes is carried out without asking
 * for rights.
 */
const serverWork: Names = {
  mysql:
    "PROCESS, RELOAD, SHUTDOWN, SHOW DATABASES, CREATE USER, REPLICATION SLAVE, " +
    "REPLICATION CLIENT, CONNECTION_ADMIN, BINLOG_ADMIN, SYSTEM_VARIABLES_ADMIN ON *.*",
  mariadb:
    "PROCESS, RELOAD, SHUTDOWN, SHOW DATABASES, CREATE USER, REPLICATION SLAVE, BINLOG " +
    "MONITOR, SLAVE MONITOR, CONNECTION ADMIN, BINLOG ADMIN, READ_ONLY ADMIN ON *.*",
};

const monitoring = ["SELECT ON performance_schema.*", "SELECT, EXECUTE ON sys.*"];

/** Our own words for "may do this job", whatever the flavour calls it. */
const pseudoGrants: Readonly<
  Record<string, (flavour: Flavour, database: string) => readonly string[]>
> = {
  kill: (flavour) => [
    `PROCESS, ${flavour === "mariadb" ? "CONNECTION ADMIN" : "CONNECTION_ADMIN"} ON *.*`,
  ],
  // The views of sys run with their reader's rights and call functions of sys.
  monitor: () => monitoring,
  admin: (flavour, database) => [
    `ALL PRIVILEGES ON ${grantPattern(database)}.*`,
    serverWork[flavour],
    ...monitoring,
  ],
};

/**
 * What may be granted on all databases, without spaces or underscores. With FILE or SUPER an
 * account could read and write files of this machine; one that writes in `mysql` can grant itself
 * both.
 */
const everywhere = new Set([
  "PROCESS",
  "RELOAD",
  "SHUTDOWN",
  "SHOWDATABASES",
  "SELECT",
  "SHOWVIEW",
  "EXECUTE",
  "REPLICATIONSLAVE",
  "REPLICATIONREPLICA",
  "REPLICATIONCLIENT",
  "REPLICATIONSLAVEADMIN",
  "CONNECTIONADMIN",
  "READONLYADMIN",
  "SYSTEMVARIABLESADMIN",
  "SLAVEMONITOR",
  "REPLICAMONITOR",
  "BINLOGMONITOR",
  "BINLOGADMIN",
  "SERVICECONNECTIONADMIN",
  "USAGE",
]);
const reading = new Set(["SELECT", "SHOWVIEW", "EXECUTE", "USAGE"]);

const shape =
  /^(?<privileges>[A-Za-z_]+(?: [A-Za-z_]+)*(?: *, *[A-Za-z_]+(?: [A-Za-z_]+)*)*?)(?: ON (?<object>\*\.\*|`?[\w$-]+`?\.(?:\*|`?[\w$-]+`?)))?$/i;

/** What may be granted on an object; undefined where the server itself refuses the rest. */
function allowedOn(object: string | undefined): ReadonlySet<string> | undefined {
  if (object === undefined || object === "*.*") return everywhere;
  return /^`?mysql`?\./i.test(object) ? reading : undefined;
}

/**
 * One portable grant as the flavour's own, `PROCESS, CONNECTION ADMIN ON *.*`; GD-S003 when it is
 * not a grant.
 */
export function portableGrant(
  flavour: Flavour,
  grant: string,
  database: string,
): readonly string[] {
  const pseudo = pseudoGrants[grant.trim()];
  if (pseudo !== undefined) return pseudo(flavour, database);
  const { privileges, object } = shape.exec(grant.trim().replaceAll(/\s+/g, " "))?.groups ?? {};
  if (privileges === undefined) {
    throw new GamedayError("GD-S003", `"${grant}" is not a grant`, {
      hint: 'write "SELECT ON shop.*", "PROCESS", or one of kill, monitor, admin',
    });
  }
  const allowed = allowedOn(object);
  const names = privileges.split(",").map((name) => {
    const plain = name.trim().toUpperCase();
    if (allowed?.has(plain.replaceAll(/[ _]/g, "")) === false) {
      throw new GamedayError(
        "GD-S003",
        `"${grant}" is not granted: ${plain} on ${object ?? "*.*"} gives access to the server's files or accounts`,
        { hint: `grant it on one database, "${plain} ON ${database}.*", or use admin` },
      );
    }
    return renamed[plain.replaceAll(/[ _]/g, "")]?.[flavour] ?? plain;
  });
  return [`${names.join(", ")} ON ${object === undefined ? "*.*" : quotedObject(object)}`];
}

function quotedObject(object: string): string {
  const [database = "", table = ""] = object.replaceAll("`", "").split(".");
  if (table !== "*") return `${identifier(database)}.${identifier(table)}`;
  return database === "*" ? "*.*" : `${grantPattern(database)}.*`;
}

/**
 * A database in a grant of all that is in it, where `_` would stand for any character: `_____` is
 * not `mysql`.
 */
export function grantPattern(database: string): string {
  // The one name of the server's own that has it is always meant as it is.
  if (database === "performance_schema") return identifier(database);
  return identifier(database.replaceAll(/[\\_%]/g, String.raw`\$&`));
}

/** The statements that make an account which may log in from any host; safe to run again. */
export function accountStatements(
  flavour: Flavour,
  user: string,
  account: { password: string; grants: readonly string[] },
  database: string,
): readonly string[] {
  const who = `${quoted(user)}@'%'`;
  return [
    `CREATE USER IF NOT EXISTS ${who} IDENTIFIED BY ${quoted(account.password)}`,
    `ALTER USER ${who} IDENTIFIED BY ${quoted(account.password)}`,
    ...account.grants
      .flatMap((grant) => portableGrant(flavour, grant, database))
      .map((grant) => `GRANT ${grant} TO ${who}`),
  ];
}
