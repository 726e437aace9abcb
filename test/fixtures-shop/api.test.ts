/**
 * The api, the hop and a real database together. The lock of a table stands in for a heavy
 * statement: it can be held for as long as a test needs.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectMysql } from "../../src/mysql/connect.ts";
import type { Mysql } from "../../src/mysql/mysql.ts";
import type { Instance } from "../../src/runtime/runtime.ts";
import { serverForTests } from "../support/real-server.ts";
import { testStack } from "../support/process-stack.ts";
import { ask, startProgram, type Address, type Program } from "./program.ts";

const server = await serverForTests();

interface RigOptions {
  readonly size?: number;
  readonly serverTimeoutMs?: number;
  readonly giveUpMs?: number;
  readonly filled?: boolean;
}

async function poolOf(api: Program): Promise<{ idle: number; active: number }> {
  return ((await api.get("/admin/config")).json as { pool: { idle: number; active: number } }).pool;
}

const seedSql = `
  CREATE TABLE orders (id INT UNSIGNED PRIMARY KEY, customer_id INT UNSIGNED NOT NULL, status VARCHAR(12) NOT NULL, amount_cents INT UNSIGNED NOT NULL, created_at DATETIME NOT NULL, note VARCHAR(255) NOT NULL, KEY customer_id (customer_id));
  INSERT INTO orders VALUES (1, 17, 'new', 500, '2026-11-01 12:00:00', 'a'), (2, 4211, 'paid', 700, '2026-11-01 13:00:00', 'b'), (3, 4211, 'paid', 900, '2026-11-01 14:00:00', 'c');`;

describe.skipIf(server === undefined)("with a real database", () => {
  const all = ["SELECT, INSERT, UPDATE, DELETE ON shop.*"];
  const { runtime, remove } = testStack({
    loopbackRange: false,
    ...(server === undefined ? {} : { server }),
  });
  let database: Address;
  let admin: Mysql;

  beforeAll(async () => {
    const accounts = {
      app: { password: "gameday", grants: all },
      other: { password: "gameday", grants: all },
      dba: { password: "gameday", grants: ["admin"] },
    };
    const mysql = { variables: { max_connections: 30 }, database: "shop", seedSql, accounts };
    const instance: Instance = await runtime.start(
      {
        id: "db",
        component: "db",
        kind: "mysql",
        at: "a/a1/r1",
        address: "127.0.0.1",
        config: {},
        needs: {},
        health: { path: "", withinMs: 60_000 },
        mysql,
      },
      AbortSignal.timeout(120_000),
    );
    database = { host: instance.host, port: instance.port };
    admin = await connectMysql({ ...database, user: "dba", password: "gameday", database: "shop" });
  }, 180_000);

  afterAll(async () => {
    await admin?.close();
    expect(await runtime.down()).toEqual([]);
    await remove();
  });

  /** A hop and an api whose pool is filled, unless the server does not let it. */
  const rig = async (
    user: string,
    { size = 3, serverTimeoutMs = 10_000, giveUpMs = 20_000, filled = true }: RigOptions = {},
  ): Promise<{ api: Program; hop: Program } & AsyncDisposable> => {
    const hop = await startProgram("dbhop", { serverTimeoutMs }, { db: [database] });
    const config = {
      database: { user, name: "shop" },
      pool: { size, acquireTimeoutMs: 400 },
      giveUpMs,
      rateLimit: { perSecond: 1_000 },
    };
    const api = await startProgram("api", config, { dbhop: [hop] }, "api/1");
    while (filled && (await poolOf(api)).idle < size) await api.get("/v1/orders/1");
    return {
      api,
      hop,
      [Symbol.asyncDispose]: async () => void (await Promise.all([api.end(), hop.end()])),
    };
  };

  /** Statements on the orders table wait from now until the lock is given back. */
  const holdOrders = async (): Promise<{ release(): Promise<void> } & AsyncDisposable> => {
    const holder = await connectMysql({
      ...database,
      user: "dba",
      password: "gameday",
      database: "shop",
    });
    await holder.query("LOCK TABLES orders WRITE");
    const release = (): Promise<void> => holder.close();
    return { release, [Symbol.asyncDispose]: release };
  };

  /** Comments of the statements that run for a customer, once there are as many as wanted. */
  const running = async (customer: number, count: number): Promise<readonly string[]> => {
    for (;;) {
      const { rows } = await admin.query(
        `SELECT info FROM information_schema.processlist WHERE info LIKE '%customer=''${customer}''%' AND id <> CONNECTION_ID()`,
      );
      if (rows.length === count) return rows.map(([info]) => String(info));
    }
  };

  test("orders and exports are answered, and an order that is not there is 404", async () => {
    await using shop = await rig("app");
    expect((await shop.api.get("/v1/orders/1")).json).toEqual({
      id: 1,
      customer_id: 17,
      status: "new",
      amount_cents: 500,
      created_at: "2026-11-01 12:00:00",
      note: "a",
    });
    expect((await shop.api.get("/v1/orders/9")).status).toBe(404);
    expect((await shop.api.get("/v1/export?customer=4211")).json).toMatchObject({
      customer: 4211,
      orders: [{ id: 3 }, { id: 2 }],
    });
  });

  test("a running statement tells in its comment who sent it and for whom", async () => {
    await using shop = await rig("app");
    await using lock = await holdOrders();
    const answer = shop.api.get("/v1/export?customer=101");
    const [info] = await running(101, 1);
    expect(info).toMatch(
      /LIMIT 100 \/\*application='api',component='api%2F1',customer='101',route='%2Fv1%2Fexport'\*\/$/,
    );
    await lock.release();
    expect((await answer).status).toBe(200);
  });

  test("a statement cut by the hop gives the classic error, and runs on in the server as an orphan", async () => {
    await using shop = await rig("app", { serverTimeoutMs: 1_500 });
    await using lock = await holdOrders();
    const answer = await shop.api.get("/v1/export?customer=102");
    expect(answer).toMatchObject({
      status: 503,
      json: { error: "MySQL server has gone away", class: "gone-away" },
    });
    expect(await running(102, 1)).toHaveLength(1);
    expect(
      await shop.api.line(({ level, route }) => level === "error" && route === "/v1/export"),
    ).toMatchObject({
      msg: "MySQL server has gone away",
      class: "gone-away",
      errno: expect.any(Number),
      code: expect.stringMatching(/\w/),
      customer: "102",
      route: "/v1/export",
    });
    await lock.release();
    await running(102, 0);
    expect((await shop.api.get("/v1/orders/1")).status).toBe(200);
  });

  test("when heavy statements hold the whole pool, light requests of others wait and then fail", async () => {
    await using shop = await rig("app", { size: 2 });
    await using lock = await holdOrders();
    const heavy = [
      shop.api.get("/v1/export?customer=103"),
      shop.api.get("/v1/export?customer=103"),
    ];
    await running(103, 2);
    expect(await shop.api.get("/v1/orders/1")).toMatchObject({
      status: 503,
      json: { class: "pool-timeout" },
    });
    await lock.release();
    expect((await Promise.all(heavy)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await shop.api.get("/v1/orders/1")).status).toBe(200);
  });

  test("a killed statement fails alone and its connection is used again", async () => {
    await using shop = await rig("app", { size: 1 });
    await using lock = await holdOrders();
    const answer = shop.api.get("/v1/export?customer=104");
    await running(104, 1);
    expect(await admin.kill("info LIKE '%customer=''104''%'", "query")).toBe(1);
    expect(await answer).toMatchObject({ status: 503, json: { class: "killed" } });
    await lock.release();
    expect((await shop.api.get("/v1/orders/1")).status).toBe(200);
    expect((await shop.api.get("/admin/config")).json).toMatchObject({
      pool: { size: 1, idle: 1 },
    });
  });

  test("the api gives up at its own limit while the statement runs on and keeps its connection", async () => {
    await using shop = await rig("app", { size: 1, giveUpMs: 100 });
    await using lock = await holdOrders();
    expect(await shop.api.get("/v1/export?customer=105")).toMatchObject({
      status: 503,
      json: { class: "gave-up" },
    });
    expect(await running(105, 1)).toHaveLength(1);
    expect((await shop.api.get("/admin/config")).json).toMatchObject({
      pool: { active: 1, idle: 0 },
    });
    await lock.release();
    await running(105, 0);
    expect((await shop.api.get("/v1/orders/1")).status).toBe(200);
  });

  test("a new pool serves at once although the old one is still held", async () => {
    await using shop = await rig("app", { size: 1 });
    await using lock = await holdOrders();
    const held = shop.api.get("/v1/export?customer=106");
    await running(106, 1);
    expect((await shop.api.send("PUT", "/admin/config", { pool: { size: 2 } })).json).toMatchObject(
      { pool: { size: 2, active: 0 } },
    );
    const second = shop.api.get("/v1/export?customer=106");
    await running(106, 2);
    await lock.release();
    expect((await Promise.all([held, second])).map(({ status }) => status)).toEqual([200, 200]);
  });

  test("a full server is told as too many connections", async () => {
    const takers: Mysql[] = [];
    for (let full = false; !full;) {
      await connectMysql({ ...database, user: "other", password: "gameday" }).then(
        (one) => takers.push(one),
        () => (full = true),
      );
    }
    await using shop = await rig("app", { size: 2, filled: false });
    expect(await shop.api.get("/v1/orders/1")).toMatchObject({
      status: 503,
      json: { error: "Too many connections", class: "too-many-connections" },
    });
    await Promise.all(takers.map((one) => one.close()));
    for (let status = 0; status !== 200;) ({ status } = await shop.api.get("/v1/orders/1"));
  });

  test("a locked account fails new connections with a class of its own, and open ones go on", async () => {
    await using shop = await rig("other", { size: 2 });
    await admin.query("ALTER USER other@'%' ACCOUNT LOCK");
    expect((await shop.api.get("/v1/orders/1")).status).toBe(200);
    await shop.api.send("PUT", "/admin/config", { pool: { size: 2 } });
    expect(await shop.api.get("/v1/orders/1")).toMatchObject({
      status: 503,
      json: { class: "account-locked" },
    });
    await admin.query("ALTER USER other@'%' ACCOUNT UNLOCK");
  });

  test("usage counts the database's time by customer", async () => {
    await using shop = await rig("app");
    await using lock = await holdOrders();
    const answer = shop.api.get("/v1/export?customer=107");
    await running(107, 1);
    await lock.release();
    await answer;
    const { customers } = (await ask(shop.api, "GET", "/admin/usage")).json as {
      customers: Record<string, unknown>[];
    };
    expect(customers).toMatchObject([
      {
        customer: "107",
        requestsAllowed: 1,
        requestsRejected: 0,
        databaseMs: expect.any(Number),
        blocked: false,
      },
    ]);
  });
});
