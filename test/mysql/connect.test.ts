import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connectMysql, QueryTimeout } from "../../src/mysql/connect.ts";
import type { Mysql } from "../../src/mysql/mysql.ts";
import { measureThroughput } from "../../src/mysql/throughput.ts";
import { runningDatabase, serverForTests, type RunningDatabase } from "../support/real-server.ts";

// Servers are initialised and filled here, beside whatever else this machine does.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const server = await serverForTests();

describe.skipIf(server === undefined)("a connection", () => {
  let db: RunningDatabase;
  const oncall = (): Promise<Mysql> => connectMysql(db.login("oncall", "gameday"));
  const app = (): Promise<Mysql> => connectMysql(db.login("app", "it's"));
  /** A statement that runs until it is killed, and fails then on both flavours. */
  const endless =
    "SELECT COUNT(*) FROM information_schema.columns a, information_schema.columns b, information_schema.columns c, information_schema.columns d /* endless */";

  beforeAll(async () => {
    if (server !== undefined) db = await runningDatabase(server);
  });
  afterAll(async () => db?.[Symbol.asyncDispose]());

  it("knows flavour and version", async () => {
    const sql = await oncall();
    expect(sql.flavour).toBe(server?.flavour);
    expect(server?.version.split("-")[0]).toBe(sql.version.split("-")[0]);
    await sql.close();
  });

  it("gives values that are the same text or number on every server", async () => {
    const sql = await oncall();
    const statement = `SELECT 1 AS n, -2.50 AS price, 9007199254740993 AS big, 'ä€😀' AS word, NULL AS nothing, CAST('2026-11-21 10:00:00' AS DATETIME) AS moment,
      CAST('2026-11-21' AS DATE) AS day, 1.5e0 AS ratio, x'00ff' AS raw_bytes, CAST('text' AS BINARY) AS text_bytes, 1 = 1 AS yes, SUM(id) AS total, COUNT(*) AS rows_seen FROM things`;
    const { columns, rows } = await sql.query(statement);
    expect(columns).toEqual([
      "n",
      "price",
      "big",
      "word",
      "nothing",
      "moment",
      "day",
      "ratio",
      "raw_bytes",
      "text_bytes",
      "yes",
      "total",
      "rows_seen",
    ]);
    expect(rows).toEqual([
      [
        1,
        "-2.50",
        "9007199254740993",
        "ä€😀",
        null,
        "2026-11-21 10:00:00",
        "2026-11-21",
        1.5,
        "0x00ff",
        "text",
        1,
        "6",
        3,
      ],
    ]);
    await sql.close();
  });

  it("says how many rows a statement without rows touched", async () => {
    const sql = await app();
    expect(await sql.query("INSERT INTO things (word) VALUES ('four'), ('five')")).toEqual({
      columns: [],
      rows: [],
      affected: 2,
    });
    expect((await sql.query("DELETE FROM things WHERE id > 3")).affected).toBe(2);
    await sql.close();
  });

  it("rejects with the server's number, and goes on", async () => {
    const sql = await app();
    await expect(sql.query("SELECT * FROM nowhere")).rejects.toMatchObject({ errno: 1146 });
    expect((await sql.query("SELECT 1")).rows).toEqual([[1]]);
    await sql.close();
    await expect(sql.query("SELECT 1")).rejects.toThrow("this connection is closed");
    await sql.close();
  });

  it("refuses a wrong password with the server's number", async () => {
    await expect(connectMysql(db.login("app", "wrong"))).rejects.toMatchObject({ errno: 1045 });
  });

  it("on time-out kills the statement on the server and drops the connection", async () => {
    const [sql, watcher] = [await app(), await oncall()];
    const running = async (): Promise<number> =>
      Number(
        (
          await watcher.query(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'app'",
          )
        ).rows[0]?.[0],
      );
    expect(await running()).toBe(1);
    await expect(sql.query(endless, { timeoutMs: 300 })).rejects.toThrow(QueryTimeout);
    await expect.poll(running).toBe(0);
    await expect(sql.query("SELECT 1")).rejects.toThrow("this connection is closed");
    await Promise.all([sql.close(), watcher.close()]);
  });

  it("answers within the time-out like without one", async () => {
    const sql = await app();
    expect((await sql.query("SELECT 2", { timeoutMs: 5_000 })).rows).toEqual([[2]]);
    await expect(sql.query("SELEKT", { timeoutMs: 5_000 })).rejects.toMatchObject({ errno: 1064 });
    await sql.close();
  });

  it("kills matching statements, and neither others nor itself", async () => {
    const [killer, victim, bystander] = [await oncall(), await app(), await app()];
    const killed = victim.query(endless).catch((error: unknown) => error);
    await expect.poll(() => killer.status("Threads_running")).toBeGreaterThan(1);
    expect(await killer.kill("info LIKE '%no such statement%'", "query")).toBe(0);
    await expect.poll(() => killer.kill("info LIKE '%endless%'", "query")).toBe(1);
    expect(await killed).toMatchObject({ errno: 1317 });
    expect((await victim.query("SELECT 3")).rows).toEqual([[3]]);
    expect(await killer.kill("user = 'app'", "connection")).toBe(2);
    await expect(bystander.query("SELECT 1")).rejects.toThrow();
    expect((await killer.query("SELECT 4")).rows).toEqual([[4]]);
    await Promise.all([killer, victim, bystander].map((one) => one.close()));
  });

  it("survives the loss of an idle connection", async () => {
    const [killer, victim] = [await oncall(), await app()];
    // By its number: the server may still list a connection that an earlier test has closed.
    const id = (await victim.query("SELECT CONNECTION_ID()")).rows[0]?.[0];
    expect(await killer.kill(`id = ${id}`, "connection")).toBe(1);
    await expect(victim.query("SELECT 1")).rejects.toThrow();
    await Promise.all([killer.close(), victim.close()]);
  });

  it("reads a status counter as a number, and says so when there is none", async () => {
    const sql = await oncall();
    expect(await sql.status("Uptime")).toBeGreaterThanOrEqual(0);
    await expect(sql.status("No_such_counter")).rejects.toThrow(
      'no numeric status "No_such_counter"',
    );
    await sql.close();
  });

  it("sees with `kill` what others run, and without it may not kill them", async () => {
    const [strong, weak, other] = [
      await oncall(),
      await app(),
      await connectMysql(db.login("oncall", "gameday")),
    ];
    const id = (await other.query("SELECT CONNECTION_ID()")).rows[0]?.[0];
    expect(await weak.kill("user = 'oncall'", "connection")).toBe(0);
    await expect(weak.query(`KILL ${id}`)).rejects.toMatchObject({ errno: 1095 });
    expect(
      (await strong.query("SELECT COUNT(*) > 0 FROM performance_schema.threads")).rows,
    ).toEqual([[1]]);
    expect((await strong.query("SELECT COUNT(*) > 0 FROM sys.statement_analysis")).rows).toEqual([
      [1],
    ]);
    await Promise.all([strong, weak, other].map((one) => one.close()));
  });

  describe("throughput", () => {
    it("is what the clients can finish, by Little's law, and nothing runs on afterwards", async () => {
      const throughput = await measureThroughput(
        db.login("oncall", "gameday"),
        "SELECT SLEEP(0.2)",
        { concurrency: 3, forMs: 1_000 },
      );
      // Three clients, one statement each 200 ms and what the way there and back takes on a busy
      // machine.
      expect(throughput.perSecond).toBeGreaterThan(7.5);
      expect(throughput.perSecond).toBeLessThanOrEqual(15.1);
      expect(throughput.p50Ms).toBeGreaterThanOrEqual(199);
      const sql = await oncall();
      expect(
        (
          await sql.query(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'",
          )
        ).rows,
      ).toEqual([[0]]);
      await sql.close();
    });

    it("counts a statement longer than the window by its share", async () => {
      const throughput = await measureThroughput(
        db.login("oncall", "gameday"),
        "SELECT SLEEP(30)",
        { concurrency: 2, forMs: 400 },
      );
      expect(throughput.completed).toBe(0);
      expect(throughput.perSecond).toBeLessThan(5.1);
    });

    it("rejects when the statement is wrong, and ends when it is aborted", async () => {
      const login = db.login("oncall", "gameday");
      await expect(
        measureThroughput(login, "SELECT * FROM nowhere", { concurrency: 2, forMs: 10_000 }),
      ).rejects.toMatchObject({ errno: 1146 });
      const abort = new AbortController();
      const measured = measureThroughput(login, "SELECT SLEEP(30)", {
        concurrency: 2,
        forMs: 60_000,
        signal: abort.signal,
      });
      abort.abort();
      await expect(measured).rejects.toThrow("aborted");
    });
  });
});
