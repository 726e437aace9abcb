import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connectMysql } from "../../../../src/mysql/connect.ts";
import type { Mysql } from "../../../../src/mysql/mysql.ts";
import type { MysqlServer } from "../../../../src/mysql/server/server.ts";
import { findMarked } from "../../../../src/runtime/process/mark.ts";
import { portFree } from "../../../../src/runtime/process/port.ts";
import {
  databaseComponent,
  runningDatabase,
  serverForTests,
  testCache,
  type RunningDatabase,
} from "../../../support/real-server.ts";
import { testStack } from "../../../support/process-stack.ts";
import { ownFolder } from "../../../support/own-folder.ts";

// Servers are initialised and filled here, beside whatever else this machine does.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const server = await serverForTests();
const quiet = new AbortController().signal;

describe.skipIf(server === undefined)("a database of the process runtime", () => {
  let db: RunningDatabase;
  beforeAll(async () => {
    if (server !== undefined)
      db = await runningDatabase(server, {
        variables: {
          max_connections: 12,
          max_points_in_geometry: 65_000,
          join_cache_level: 2,
          long_query_time: 0.1,
        },
        accounts: {
          ...databaseComponent("db").mysql?.accounts,
          dba: { password: "d", grants: ["admin"] },
        },
      });
  });
  afterAll(async () => db?.[Symbol.asyncDispose]());

  it("has the seed's rows and the scenario's variables, and names those it does not know", async () => {
    const sql = await connectMysql(db.login("app", "it's"));
    expect((await sql.query("SELECT word FROM things ORDER BY id LIMIT 3")).rows).toEqual([
      ["one"],
      ["two"],
      ["three"],
    ]);
    expect(
      (
        await sql.query(
          "SELECT @@max_connections, @@performance_schema, @@slow_query_log, @@log_bin",
        )
      ).rows,
    ).toEqual([[12, 1, 1, 0]]);
    expect(db.instance.detail).toMatch(
      /omitted, unknown to this server: (max_points_in_geometry|join_cache_level)$|omitted, unknown to this server: (max_points_in_geometry|join_cache_level);/,
    );
    await sql.close();
  });

  it("lets nobody in but the scenario's accounts and our own", async () => {
    await expect(connectMysql(db.login("root", ""))).rejects.toMatchObject({ errno: 1045 });
    await expect(connectMysql(db.login("", ""))).rejects.toMatchObject({ errno: 1045 });
    const sql = await connectMysql(db.instance.admin ?? db.login("", ""));
    const { rows } = await sql.query(
      "SELECT user FROM mysql.user WHERE user NOT LIKE 'mysql%' AND user NOT LIKE 'mariadb%' ORDER BY 1",
    );
    expect(rows).toEqual([
      ["app"],
      ["dba"],
      ["gameday_admin"],
      ["gameday_probe"],
      ["gameday_seed"],
      ["gameday_seed"],
      ["oncall"],
    ]);
    await sql.close();
  });

  it("gives the accounts that run it no file of this machine, not even by taking over ours", async () => {
    const victim = join(db.logDir, "..", "victim");
    const dba = await connectMysql(db.login("dba", "d"));
    await dba.query("ALTER TABLE things COMMENT = 'mine'");
    await dba.query("SET GLOBAL read_only = 0");
    await dba.query("ALTER USER 'oncall'@'%' ACCOUNT LOCK");
    await dba.query("ALTER USER 'oncall'@'%' ACCOUNT UNLOCK");
    const attempts = [
      `SELECT 1 INTO OUTFILE '${victim}'`,
      "LOAD DATA INFILE '/etc/passwd' INTO TABLE things (word)",
      "GRANT FILE ON *.* TO 'dba'@'%'",
      "UPDATE mysql.user SET File_priv = 'Y'",
      "INSERT INTO mysql.plugin VALUES ('a', 'b')",
      "CREATE FUNCTION f RETURNS STRING SONAME 'udf.so'",
      "INSTALL PLUGIN x SONAME 'x.so'",
    ];
    const outcome = async (sql: Mysql, statement: string): Promise<unknown> =>
      sql.query(statement).then(
        () => "done",
        (error: { errno: number }) => error.errno,
      );
    for (const statement of attempts)
      expect(await outcome(dba, statement), statement).toBeTypeOf("number");
    expect((await dba.query("SELECT LOAD_FILE('/etc/passwd')")).rows).toEqual([[null]]);
    await outcome(dba, `SET GLOBAL general_log = 1, GLOBAL general_log_file = '${victim}'`);
    const taken = await outcome(dba, "ALTER USER 'gameday_admin'@'%' IDENTIFIED BY 'mine'");
    if (taken === "done") {
      const ours = await connectMysql({
        ...db.login("gameday_admin", "mine"),
        port: db.instance.admin?.port ?? 0,
      });
      for (const statement of attempts)
        expect(await outcome(ours, statement), `as our own account: ${statement}`).toBeTypeOf(
          "number",
        );
      await outcome(ours, `SET GLOBAL general_log_file = '${victim}'`);
      await ours.query(
        `ALTER USER 'gameday_admin'@'%' IDENTIFIED BY '${db.instance.admin?.password ?? ""}'`,
      );
      await ours.close();
    }
    await dba.close();
    expect(existsSync(victim)).toBe(false);
  });

  it("lets our own account in when every connection is taken", async () => {
    const taken: Awaited<ReturnType<typeof connectMysql>>[] = [];
    const full = async (): Promise<unknown> => {
      for (;;) taken.push(await connectMysql(db.login("app", "it's")));
    };
    await expect(full()).rejects.toMatchObject({ errno: 1040 });
    const sql = await connectMysql(db.instance.admin ?? db.login("", ""));
    expect(await sql.kill("user = 'app'", "connection")).toBe(taken.length);
    await Promise.all([sql, ...taken].map((one) => one.close()));
  });

  it("puts slow statements into the slow log beside its log", async () => {
    const sql = await connectMysql(db.login("app", "it's"));
    await sql.query("SELECT SLEEP(0.15) /*customer='4211'*/");
    await sql.close();
    await expect
      .poll(() => readFile(join(db.logDir, "db-slow.log"), "utf8"))
      .toContain("customer='4211'");
  });

  it("keeps committed data when it is killed, and does not answer while it is paused", async () => {
    const { power } = db.runtime;
    const before = await connectMysql(db.login("app", "it's"));
    await before.query("INSERT INTO things (word) VALUES ('kept')");
    await power.kill("db");
    await expect(before.query("SELECT 1")).rejects.toThrow();
    await before.close();
    await power.start("db");
    const after = await connectMysql(db.login("app", "it's"));
    expect((await after.query("SELECT COUNT(*) FROM things WHERE word = 'kept'")).rows).toEqual([
      [1],
    ]);
    await power.pause("db");
    await expect(
      connectMysql(db.login("app", "it's"), { connectTimeoutMs: 300 }),
    ).rejects.toMatchObject({ code: "ETIMEDOUT" });
    await power.resume("db");
    expect((await after.query("SELECT 5")).rows).toEqual([[5]]);
    await after.close();
    await power.stop("db");
    await power.start("db");
    expect(power.starts("db")).toBe(3);
  });
});

describe.skipIf(server === undefined)("databases side by side", () => {
  const stack = (cacheDir: string) => testStack({ cacheDir, server: server as MysqlServer });

  it("make one cache together, and leave nothing but it and their logs", async () => {
    const cacheDir = ownFolder();
    const stacks = [stack(cacheDir), stack(cacheDir)];
    const started = await Promise.all(
      stacks.map(({ runtime }) => runtime.start(databaseComponent("db"), quiet)),
    );
    for (const [index, { host, port }] of started.entries()) {
      const sql = await connectMysql({
        host,
        port,
        user: "app",
        password: "it's",
        database: "shop",
      });
      await sql.query(`INSERT INTO things (word) VALUES ('mine ${index}')`);
      expect((await sql.query("SELECT COUNT(*) FROM things")).rows).toEqual([[4]]);
      await sql.close();
    }
    expect((await readdir(join(cacheDir, "mysql", "data"))).sort()).toEqual([
      expect.stringMatching(/^empty-/),
      expect.stringMatching(/^seed-/),
    ]);
    for (const [index, { runtime, mark, leftBehind, remove }] of stacks.entries()) {
      expect(await runtime.down()).toEqual([]);
      expect(await findMarked(mark)).toEqual([]);
      expect(await leftBehind()).toEqual([]);
      const { host, port, admin } = started[index] ?? { host: "", port: 0 };
      expect([await portFree(host, port), await portFree(host, admin?.port ?? 0)]).toEqual([
        true,
        true,
      ]);
      await remove();
    }
  });

  it("leave nothing when they are aborted while the seed runs", async () => {
    const cacheDir = ownFolder();
    const { runtime, mark, leftBehind, remove } = stack(cacheDir);
    const abort = new AbortController();
    const started = runtime.start(
      databaseComponent("db", { seedSql: "SELECT SLEEP(60)" }),
      abort.signal,
    );
    const failed = expect(started).rejects.toThrow("Ctrl-C");
    // The seeding server has its socket: it is being filled, or is about to.
    await expect
      .poll(async () => (await leftBehind()).some((path) => /\/gd-[^/]+\/s$/.test(path)), {
        timeout: 15_000,
      })
      .toBe(true);
    abort.abort(new Error("Ctrl-C"));
    await failed;
    expect(await findMarked(mark)).toEqual([]);
    expect(await runtime.down()).toEqual([]);
    expect(await leftBehind()).toEqual([]);
    expect(
      (await readdir(join(cacheDir, "mysql", "data"))).filter((name) => !name.startsWith("empty-")),
    ).toEqual([]);
    await remove();
  });

  it("say what is wrong with a seed, and cache nothing of it", async () => {
    const { runtime, remove } = stack(testCache);
    const failure = await runtime
      .start(
        databaseComponent("db", {
          seedSql: "CREATE TABLE t (id INT); INSERT INTO t VALUES (1); SELEKT",
        }),
        quiet,
      )
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "GD-S003",
      message: expect.stringMatching(/^the seed of shop fails: .*SELEKT/),
    });
    expect(await runtime.down()).toEqual([]);
    await remove();
  });

  it("refuse variables that name files and doors", async () => {
    const { runtime, remove } = stack(testCache);
    for (const name of [
      "datadir",
      "init-file",
      "Plugin_Load",
      "general_log_file",
      "skip_grant_tables",
    ]) {
      await expect(
        runtime.start(databaseComponent("db", { variables: { [name]: "x" } }), quiet),
      ).rejects.toMatchObject({ code: "GD-S003", message: expect.stringContaining(name) });
    }
    await runtime.down();
    await remove();
  });

  it("hold the shop, a third of it one customer's", async () => {
    const text = await readFile(
      new URL("../../../../fixtures/shop/shop.sql", import.meta.url),
      "utf8",
    );
    const values: Record<string, string> = { rows: "5000", hotCustomer: "4211", hotShare: "0.33" };
    const seedSql = text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
    await using db = await runningDatabase(server as MysqlServer, { seedSql });
    const sql = await connectMysql(db.login("oncall", "gameday"));
    expect(
      (await sql.query("SELECT COUNT(*), MIN(id), MAX(id), COUNT(DISTINCT status) FROM orders"))
        .rows,
    ).toEqual([[5000, 1, 5000, 5]]);
    expect(
      (
        await sql.query(
          "SELECT customer_id, COUNT(*) FROM orders GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
        )
      ).rows,
    ).toEqual([[4211, 1650]]);
    expect((await sql.query("SELECT name, plan FROM customers WHERE id = 4211")).rows).toEqual([
      ["Heron Analytics", "enterprise"],
    ]);
    expect(
      (
        await sql.query(
          "SELECT COUNT(*) FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE c.id IS NULL",
        )
      ).rows,
    ).toEqual([[0]]);
    expect(
      (await sql.query("SELECT COUNT(*) FROM customers WHERE plan = 'enterprise'")).rows,
    ).toEqual([[1]]);
    await sql.close();
    expect((await stat(join(db.logDir, "db.log"))).size).toBeGreaterThan(0);
  });
});
