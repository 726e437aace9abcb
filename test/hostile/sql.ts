import { database, freeze, scenario, shop, type Case } from "./case.ts";

const probed = (sql: string): Readonly<Record<string, string>> =>
  database("", {
    more: `signals: { q: { probe: mysql-query, target: db, with: { sql: ${JSON.stringify(sql)} } } }\n`,
  });
const seeded = (sql: string): Readonly<Record<string, string>> => ({
  ...database(", seed: { sql: rows.sql }"),
  "rows.sql": sql,
});
const held = (grants: string, ...statements: string[]): Readonly<Record<string, string>> =>
  scenario({
    stack: `  db: { kind: mysql, accounts: { app: { grants: [${grants}] } } }\n  www: { kind: service, program: shop/dbhop, needs: [db] }`,
    faults: `${freeze.trimEnd().slice(0, -1)}, held: { fault: db-sessions, target: db, with: { as: app, statements: ${JSON.stringify(statements)} } } }\n`,
  });
const sql = (
  name: string,
  tries: string,
  becomes: Case["becomes"],
  files: Readonly<Record<string, string>>,
  more: Partial<Case> = {},
): Case => ({ name, kind: "SQL", tries, becomes, files, ...more });
const late = { late: true } as const;

/** Statements that a database would carry out outside of itself. */
export const sqlCases: readonly Case[] = [
  sql(
    "probe writes a file",
    "writes a file by a probe",
    "runs",
    probed("SELECT 'x' INTO OUTFILE 'OUTSIDE/by-probe'"),
  ),
  sql(
    "probe reads a file",
    "reads a file by a probe",
    "runs",
    probed("SELECT LOAD_FILE('OUTSIDE/private.key')"),
  ),
  sql(
    "probe moves a log",
    "moves the slow log by a probe",
    "runs",
    probed("SET GLOBAL slow_query_log_file='OUTSIDE/slow-by-probe'"),
  ),
  sql(
    "probe makes an account",
    "makes an account with all rights by a probe",
    "runs",
    probed("CREATE USER evil@'%' IDENTIFIED BY 'x'"),
  ),
  sql(
    "probe loads a plugin",
    "loads a plugin by a probe",
    "runs",
    probed("INSTALL PLUGIN evil SONAME 'evil.so'"),
  ),
  sql(
    "seed writes a file",
    "writes a file by its seed",
    "GD-S003",
    seeded("SELECT 'x' INTO OUTFILE 'OUTSIDE/by-seed';"),
    late,
  ),
  sql(
    "seed reads a file",
    "reads a file by its seed",
    "GD-S003",
    seeded("CREATE TABLE t (x TEXT); LOAD DATA INFILE 'OUTSIDE/private.key' INTO TABLE t;"),
    late,
  ),
  sql(
    "seed moves a log",
    "moves the general log by its seed",
    "GD-S003",
    seeded("SET GLOBAL general_log_file='OUTSIDE/by-seed.log'; SET GLOBAL general_log=1;"),
    late,
  ),
  sql(
    "seed takes rights",
    "gives itself all rights by its seed",
    "GD-S003",
    seeded("GRANT ALL ON *.* TO CURRENT_USER();"),
    late,
  ),
  sql(
    "seed writes accounts",
    "writes into the server's own tables by its seed",
    "GD-S003",
    seeded("DELETE FROM mysql.db;"),
    late,
  ),
  sql(
    "seed loads a function",
    "loads a library by its seed",
    "GD-S003",
    seeded("CREATE FUNCTION evil RETURNS INTEGER SONAME 'evil.so';"),
    late,
  ),
  sql(
    "seed keeps a table elsewhere",
    "keeps a table elsewhere by its seed, which is passed over",
    "runs",
    seeded("CREATE TABLE t (x INT) ENGINE=MyISAM DATA DIRECTORY='OUTSIDE';"),
  ),
  sql(
    "server's own database",
    "makes the server's own database its own",
    "GD-S003",
    database(", database: mysql"),
  ),
  sql(
    "database by a pattern",
    "gives a database a name that fits the server's own as a pattern",
    "GD-S003",
    database(", database: _____"),
  ),
  sql(
    "session writes a file",
    "writes a file by a session with all rights to its own database",
    "runs",
    held('"ALL ON shop.*"', "SELECT 'x' INTO OUTFILE 'OUTSIDE/by-session'"),
  ),
  sql(
    "session keeps a table elsewhere",
    "keeps a table elsewhere by a session",
    "runs",
    held('"ALL ON shop.*"', "CREATE TABLE shop.t (x INT) DATA DIRECTORY='OUTSIDE'"),
  ),
  sql(
    "grant by a pattern",
    "asks for rights by a pattern that fits the server's own database",
    "runs",
    held(
      '"ALL ON _____.*"',
      "UPDATE mysql.global_priv SET priv='{}'",
      "INSERT INTO mysql.plugin VALUES ('evil', 'evil.so')",
    ),
  ),
  sql(
    "checksum of a statement",
    "hides a statement in the name of a table",
    "runs",
    scenario({
      stack: `  db: { kind: mysql, checksums: ["orders\`; SET GLOBAL general_log_file='OUTSIDE/x'; --"] }\n${shop}`,
    }),
  ),
];
