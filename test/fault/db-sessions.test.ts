/** Sessions that a fault holds, on a real database and on the simulated stack. */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dbSessions } from "../../src/stage/db-sessions.ts";
import { realClock } from "../../src/register/real-clock.ts";
import type { StackView } from "../../src/engine/ports.ts";
import type { Undo } from "../../src/event/undo.ts";
import type { Fault, FaultRequest, FaultWorld } from "../../src/fault/fault.ts";
import { faults } from "../../src/fault/index.ts";
import { describeUndo, undo, undone } from "../../src/fault/undo/index.ts";
import { connectMysql } from "../../src/mysql/connect.ts";
import type { Mysql } from "../../src/mysql/mysql.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import type { Instance } from "../../src/runtime/runtime.ts";
import { catalog } from "../../src/app/scenario/catalog.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import { serverForTests } from "../support/real-server.ts";
import { userCache } from "../support/distro-programs.ts";
import { testStack } from "../support/process-stack.ts";
import { gremlin } from "../support/organisation.ts";

const server = await serverForTests();

const found = faults.get("db-sessions");
if (found === undefined) throw new Error("db-sessions is not in the list");
const fault: Fault<unknown> = found;
const accounts = { report: { grants: ["SELECT ON shop.*"] }, dba: { grants: ["admin"] } };
const scenario = scenarioSchema.parse({
  apiVersion: "gameday/v1",
  kind: "Drill",
  id: "sessions",
  title: "Sessions",
  stack: { db: { kind: "mysql", accounts } },
  load: { journeys: {}, flows: {} },
  slis: {},
  faults: {},
});
const plan = makePlan({
  scenario,
  digest: "0",
  seed: "7f3a",
  catalog,
  organisation: gremlin,
  runtime: { name: "process", capabilities: new Set(["mysql"]) },
});

describe.skipIf(server === undefined)("db-sessions on a real database", () => {
  const { runtime, remove } = testStack({
    loopbackRange: false,
    cacheDir: join(userCache, "gameday"),
    ...(server === undefined ? {} : { server }),
  });
  let db: Instance;
  let admin: Mysql;
  let world: FaultWorld;

  beforeAll(async () => {
    const mysql = {
      variables: { max_connections: 20 },
      database: "shop",
      seedSql: "CREATE TABLE orders (id INT PRIMARY KEY); INSERT INTO orders VALUES (1)",
      accounts: {
        report: { password: "gameday", ...accounts.report },
        dba: { password: "gameday", ...accounts.dba },
      },
    };
    db = await runtime.start(
      {
        id: "db",
        component: "db",
        kind: "mysql",
        at: "a/a1/r1",
        address: "127.0.0.1",
        config: {},
        needs: {},
        health: { path: "/", withinMs: 60_000 },
        mysql,
      },
      AbortSignal.timeout(120_000),
    );
    if (db.admin === undefined) throw new Error("a database without a door for us");
    admin = await connectMysql(db.admin);
    const stack: StackView = { instances: () => [db], endpoints: () => [db], runtime };
    world = {
      sessions: dbSessions({ plan, stack, passwordOf: () => "gameday" }, realClock),
      power: runtime.power,
    } as unknown as FaultWorld;
  }, 180_000);
  afterAll(async () => {
    await admin?.close();
    expect(await runtime.down()).toEqual([]);
    await remove();
  });

  const requestOf = (id: string, parameters: Record<string, unknown>): FaultRequest<unknown> => ({
    id,
    target: "db",
    with: fault.params.parse(parameters),
  });
  const inverse = async (request: FaultRequest<unknown>): Promise<Undo> =>
    JSON.parse(JSON.stringify(await fault.undo(request, world))) as Undo;
  const ofReport = async (): Promise<number> =>
    Number(
      (await admin.query("SELECT COUNT(*) FROM information_schema.processlist WHERE user='report'"))
        .rows[0]?.[0],
    );
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await wait(50);
  };

  it("holds a transaction open behind which a migration and every reader wait, and takes it back from data", async () => {
    const forgotten = requestOf("forgotten", {
      as: "report",
      statements: ["START TRANSACTION", "SELECT * FROM shop.orders"],
    });
    const migration = requestOf("migration", {
      as: "dba",
      statements: ["ALTER TABLE shop.orders COMMENT='changed'"],
    });
    expect((await fault.verify(world, forgotten)).ok).toBe(false);
    const undos = [await inverse(migration), await inverse(forgotten)];
    await fault.apply(world, forgotten);
    expect(await fault.verify(world, forgotten)).toEqual({
      ok: true,
      evidence: '1 session of "forgotten" on db, Sleep',
    });
    await fault.apply(world, migration);
    await until(async () => /metadata lock/.test((await fault.verify(world, migration)).evidence));
    await expect(admin.query("SELECT * FROM shop.orders", { timeoutMs: 300 })).rejects.toThrow();
    expect(await undone(world, undos[1] as Undo)).toMatchObject({ ok: false });
    for (const data of [...undos, ...undos]) await undo(world, data);
    for (const data of undos) await until(async () => (await undone(world, data)).ok);
    admin = await connectMysql(db.admin ?? { ...db, user: "", password: "" });
    expect(
      (await admin.query("SELECT * FROM shop.orders", { timeoutMs: 5_000 })).rows,
    ).toHaveLength(1);
  });

  it("fills the server up, comes back after each kill as a leaking service does, and is gone for good once taken back", async () => {
    const leak = requestOf("leak", { as: "report", sessions: 40, againMs: 50 });
    const data = await inverse(leak);
    await fault.apply(world, leak);
    await until(async () => (await ofReport()) >= 19);
    await expect(
      connectMysql({ host: db.host, port: db.port, user: "report", password: "gameday" }),
    ).rejects.toMatchObject({ errno: 1040 });
    await admin.kill("user='report'", "connection");
    await until(async () => (await ofReport()) >= 19);
    await undo(world, data);
    await until(async () => (await undone(world, data)).ok && (await ofReport()) === 0);
    await wait(200);
    expect(await ofReport()).toBe(0);
    expect((await fault.verify(world, leak)).ok).toBe(false);
  });

  it("ends with the process that holds it: who heals for a dead one has nothing to end", async () => {
    const data: Undo = { do: "end-sessions", target: "db", sessions: "leak" };
    const stranger = { power: runtime.power } as unknown as FaultWorld;
    await undo(stranger, data);
    expect(await undone(stranger, data)).toEqual({
      ok: true,
      evidence: 'no session of "leak" on db',
    });
    expect(describeUndo(data)).toBe('end the sessions of "leak" on db');
  });
});
