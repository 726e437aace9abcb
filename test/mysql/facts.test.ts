import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connectMysql } from "../../src/mysql/connect.ts";
import { databaseFacts, liveDatabaseFacts } from "../../src/mysql/facts.ts";
import { runningDatabase, serverForTests, type RunningDatabase } from "../support/real-server.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const server = await serverForTests();

describe.skipIf(server === undefined)("the facts of a database", () => {
  let db: RunningDatabase;
  beforeAll(async () => {
    if (server !== undefined) db = await runningDatabase(server);
  });
  afterAll(async () => db?.[Symbol.asyncDispose]());

  const facts = async (): Promise<Readonly<Record<string, unknown>>> => {
    if (db.instance.admin === undefined) throw new Error("no door for us");
    const sql = await connectMysql(db.instance.admin);
    try {
      return await databaseFacts(sql, ["things"]);
    } finally {
      await sql.close();
    }
  };
  const changed = async (...statements: readonly string[]): Promise<readonly string[]> => {
    const before = await facts();
    const sql = await connectMysql({
      ...(db.instance.admin ?? db.login("", "")),
      database: "shop",
    });
    for (const statement of statements) await sql.query(statement);
    await sql.close();
    const after = await facts();
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (name) => before[name] !== after[name],
    );
  };

  it("are the same as long as nobody changes anything, whatever is read meanwhile", async () => {
    expect(await changed("SELECT COUNT(*) FROM things", "FLUSH STATUS")).toEqual([]);
    expect(Object.keys(await facts()).length).toBeGreaterThan(200);
  });

  it("count who was killed, and not a KILL of nobody", async () => {
    const admin = db.instance.admin ?? db.login("", "");
    const [sql, victim] = [await connectMysql(admin), await connectMysql(admin)];
    const killed = async (): Promise<number> =>
      Number((await liveDatabaseFacts(sql, "shop"))["sessions killed"]);
    const before = await killed();
    await expect(sql.query("KILL 987654")).rejects.toThrow();
    expect(await killed()).toBe(before);
    const [id] = (await victim.query("SELECT CONNECTION_ID()")).rows[0] ?? [];
    await sql.query(`KILL ${Number(id)}`);
    expect(await killed()).toBe(before + 1);
    await victim.close();
    await sql.close();
  });

  it("name a variable, an account, a grant and a table's rows that changed", async () => {
    expect(await changed("SET GLOBAL max_connections = 77")).toEqual(["variable max_connections"]);
    expect(await changed("CREATE USER 'left'@'%' IDENTIFIED BY 'x'")).toEqual(["account left@%"]);
    expect(await changed("GRANT SELECT ON shop.* TO 'left'@'%'")).toEqual(["account left@%"]);
    expect(await changed("UPDATE things SET word = 'four' WHERE id = 1")).toEqual(["table things"]);
  });
});
