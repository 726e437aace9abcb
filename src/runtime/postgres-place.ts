/** A PostgreSQL as a scenario wants it, for every adapter. */
import { connect } from "node:net";
import { GamedayError } from "../kernel/error.ts";
import { asOneRead } from "./postgres-seed.ts";
import type { Endpoint, PostgresSpec } from "./runtime.ts";

/** Sizes, limits and times: nothing that names a file, an address or a program. */
const postgresSettings: ReadonlySet<string> = new Set(
  `max_connections superuser_reserved_connections shared_buffers work_mem
  maintenance_work_mem temp_buffers effective_cache_size
  statement_timeout lock_timeout idle_in_transaction_session_timeout idle_session_timeout deadlock_timeout
  tcp_keepalives_idle tcp_keepalives_interval tcp_keepalives_count tcp_user_timeout authentication_timeout
  max_wal_size min_wal_size checkpoint_timeout checkpoint_completion_target synchronous_commit commit_delay
  autovacuum autovacuum_naptime max_locks_per_transaction max_worker_processes max_parallel_workers
  random_page_cost seq_page_cost log_min_duration_statement log_lock_waits`.split(/\s+/),
);
const oneWord = /^-?[A-Za-z0-9][A-Za-z0-9.]*$/;

/** Why a scenario may not set this; undefined when it may. */
export function refusedPostgresSetting(
  name: string,
  value: string | number | boolean,
): string | undefined {
  if (!postgresSettings.has(name))
    return `the PostgreSQL setting ${name} cannot be set by a scenario`;
  return oneWord.test(String(value)) || value === ""
    ? undefined
    : `the PostgreSQL setting ${name} cannot be set to ${JSON.stringify(value)} by a scenario`;
}

/** What to say with a refusal. */
export const postgresHint =
  "a scenario sets memory, connections and times, each by its full name; " +
  "files, addresses and programs belong to Gameday";

/** Arguments of the server; `place` holds the adapter's own settings. */
export function postgresArguments(
  { settings }: PostgresSpec,
  place: Readonly<Record<string, string>>,
): readonly string[] {
  for (const [name, value] of Object.entries(settings)) {
    const refused = refusedPostgresSetting(name, value);
    if (refused !== undefined) throw new GamedayError("GD-S003", refused, { hint: postgresHint });
  }
  const own = { unix_socket_directories: "", ...settings, ...place };
  return Object.entries(own).flatMap(([name, value]) => ["-c", `${name}=${String(value)}`]);
}

/** Arguments of `initdb`: the server's own user has no password, and no one can log in as it. */
export const initdbArguments: readonly string[] = [
  "--username=postgres",
  "--auth=reject",
  "--encoding=UTF8",
  "--no-locale",
  "--no-sync",
];

/** Arguments of a server that reads statements from its input and ends at the first that fails. */
export const singleUser: readonly string[] = ["--single", "-j", "-c", "exit_on_error=on"];

/** Whom a scenario without accounts asks for: no such role is ever made. */
const nobody = "nobody";

/**
 * Who may log in: only the scenario's accounts, by password. With no rules at all the server would
 * not start, so a scenario that has no accounts gets a rule for a role that does not exist.
 */
export function hostRules({ accounts }: PostgresSpec): string {
  const names = Object.keys(accounts);
  return (names.length === 0 ? [nobody] : names)
    .map((account) => `host all ${quotedName(account)} all scram-sha-256\n`)
    .join("");
}

/** Makes database and accounts; for the database `postgres`. */
export function accountSql({ database, accounts }: PostgresSpec): string {
  return statements([
    `CREATE DATABASE ${quotedName(database)}`,
    ...Object.entries(accounts).flatMap(([account, password]) => [
      `CREATE ROLE ${quotedName(account)} LOGIN PASSWORD '${password.replaceAll("'", "''")}'`,
      `GRANT ALL ON DATABASE ${quotedName(database)} TO ${quotedName(account)}`,
    ]),
  ]);
}

/** Fills the database and opens it to the accounts; for the scenario's own database. */
export function contentSql({ seedSql, accounts }: PostgresSpec): string {
  return statements([
    ...Object.keys(accounts)
      .map(quotedName)
      .flatMap((account) => [
        `GRANT ALL ON SCHEMA public TO ${account}`,
        `ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO ${account}`,
        `ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO ${account}`,
      ]),
    ...(seedSql === undefined ? [] : [asOneRead(seedSql)]),
  ]);
}

/** An empty line after a semicolon ends what is sent as one; inside of a statement is none. */
function statements(all: readonly string[]): string {
  return all.map((sql) => `${sql.trimEnd()}\n;\n\n`).join("");
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The version of the protocol, 3.0, and how long one look may take. Milliseconds. */
const protocol = 196_608;
const withinMs = 1_000;

/**
 * True when it asks a new connection for a password: until it takes connections, and again once
 * it ends, it answers with an error. `R` is a request to log in.
 */
export function asksForLogin(
  { host, port }: Endpoint,
  { accounts, database }: PostgresSpec,
): Promise<boolean> {
  const [user = nobody] = Object.keys(accounts);
  const body = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(protocol, 4);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: withinMs });
  const end = (answer: boolean): void => {
    resolve(answer);
    socket.destroy();
  };
  socket.once("connect", () => socket.write(Buffer.concat([head, body])));
  socket.once("data", (data) => end(data.toString("latin1").startsWith("R")));
  for (const trouble of ["timeout", "error", "close"]) socket.once(trouble, () => end(false));
  return promise;
}
