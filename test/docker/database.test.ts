import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { connectMysql } from "../../src/mysql/connect.ts";
import type { Mysql } from "../../src/mysql/mysql.ts";
import type { Instance, MysqlSpec } from "../../src/runtime/runtime.ts";
import { databaseComponent } from "../support/real-server.ts";
import { dockerStack, engineForTests, type DockerStack } from "./docker-stack.ts";

const quiet = new AbortController().signal;

describe.each(["mysql", "mariadb"] as const)(
  "a database of the docker runtime on %s",
  async (flavour) => {
    const found = await engineForTests([flavour]);
    const stacks: DockerStack[] = [];
    const open: Mysql[] = [];

    afterEach(async () => {
      for (const sql of open.splice(0)) await sql.close();
      for (const made of stacks.splice(0)) {
        expect(await made.runtime.down()).toEqual([]);
        expect(await made.left()).toEqual([]);
        await made.remove();
      }
    });

    const begin = async (
      more: Partial<MysqlSpec> = {},
    ): Promise<{
      made: DockerStack;
      instance: Instance;
      as: (user: string, password: string) => Promise<Mysql>;
    }> => {
      if (found === undefined) throw new Error("no engine");
      const made = dockerStack({
        engine: found.engine,
        images: new Map([["mysql", found.images.get(flavour) ?? ""]]),
      });
      stacks.push(made);
      const instance = await made.runtime.start(
        { ...databaseComponent("db", more), health: { path: "/", withinMs: 90_000 } },
        quiet,
      );
      const as = async (user: string, password: string): Promise<Mysql> => {
        const sql = await connectMysql({
          host: instance.host,
          port: instance.port,
          user,
          password,
          database: "shop",
        });
        open.push(sql);
        return sql;
      };
      return { made, instance, as };
    };

    it.skipIf(found === undefined)(
      "holds the seed's rows and the scenario's accounts, and lets nobody else in",
      async () => {
        const { instance, as } = await begin();
        const app = await as("app", "it's");
        expect(app.flavour).toBe(flavour);
        expect((await app.query("SELECT word FROM things ORDER BY id")).rows).toEqual([
          ["one"],
          ["two"],
          ["three"],
        ]);
        await expect(as("root", "")).rejects.toThrow(/denied/i);
        expect(instance.admin?.port).not.toBe(instance.port);
        const admin = await connectMysql(
          instance.admin ?? { host: "", port: 0, user: "", password: "" },
        );
        open.push(admin);
        const { rows } = await admin.query(
          "SELECT DISTINCT user FROM mysql.user WHERE user NOT LIKE 'm%.%' AND user <> 'PUBLIC' ORDER BY user",
        );
        expect(rows.flat()).toEqual([
          "app",
          "gameday_admin",
          "gameday_probe",
          "gameday_seed",
          "oncall",
        ]);
        if (flavour === "mariadb") return;
        // Two servers of one seed are two servers: replication refuses a copy of itself.
        const other = await begin();
        const [one, two] = [
          await admin.query("SELECT @@server_uuid"),
          await (await other.as("app", "it's")).query("SELECT @@server_uuid"),
        ];
        expect(one.rows).not.toEqual(two.rows);
      },
    );

    it.skipIf(found === undefined)(
      "keeps a door open for us when every connection is taken, over a kill with what was committed",
      async () => {
        const { made, instance, as } = await begin({
          variables: { max_connections: 12, innodb_buffer_pool_size: "32M" },
        });
        const app = await as("app", "it's");
        await app.query("INSERT INTO things (word) VALUES ('four')");
        const taken = await Promise.allSettled(Array.from({ length: 14 }, () => as("app", "it's")));
        expect(taken.some(({ status }) => status === "rejected")).toBe(true);
        const admin = await connectMysql(
          instance.admin ?? { host: "", port: 0, user: "", password: "" },
        );
        open.push(admin);
        expect((await admin.query("SELECT COUNT(*) FROM shop.things")).rows).toEqual([[4]]);
        for (const sql of open.splice(0)) await sql.close().catch(() => {});
        await made.runtime.power.kill("db");
        await made.runtime.power.start("db");
        expect((await (await as("app", "it's")).query("SELECT COUNT(*) FROM things")).rows).toEqual(
          [[4]],
        );
      },
    );

    it.skipIf(found === undefined)("writes its slow log beside its own", async () => {
      const { made, as } = await begin();
      const app = await as("oncall", "gameday");
      await app.query("SELECT SLEEP(0.6), 'a slow one'");
      const deadline = Date.now() + 15_000;
      for (;;) {
        const text = await readFile(join(made.logDir, "db-slow.log"), "utf8").catch(() => "");
        if (text.includes("a slow one")) break;
        if (Date.now() > deadline) throw new Error(`not in the slow log: ${text}`);
        await sleep(50);
      }
    });

    it.skipIf(found === undefined)(
      "says what is wrong with a seed, and keeps nothing of it",
      async () => {
        await expect(
          begin({
            seedSql: "CREATE TABLE things (id INT PRIMARY KEY); INSERT INTO nowhere VALUES (1);",
          }),
        ).rejects.toMatchObject({ code: "GD-S003", message: expect.stringContaining("nowhere") });
        expect((await stacks[0]?.left())?.filter((name) => name.includes("seed"))).toEqual([]);
      },
    );
  },
);
