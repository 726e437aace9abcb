import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connectMysql } from "../../src/mysql/connect.ts";
import { missingFrom } from "../../src/mysql/gtid.ts";
import type { Mysql } from "../../src/mysql/mysql.ts";
import {
  executedGtids,
  followStatements,
  replicaStatus,
  replicationVariables,
} from "../../src/mysql/replication.ts";
import type { Instance } from "../../src/runtime/runtime.ts";
import { testStack } from "../support/process-stack.ts";
import { databaseComponent, serverForTests, testCache } from "../support/real-server.ts";

// Two servers are started here, beside whatever else this machine does.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const server = await serverForTests();

describe.skipIf(server === undefined)("a replica", () => {
  const { runtime, remove } = testStack({
    cacheDir: testCache,
    ...(server === undefined ? {} : { server }),
  });
  let primary: Instance;
  let replica: Instance;
  const open = (at: Instance): Promise<Mysql> =>
    connectMysql(at.admin ?? { host: at.host, port: at.port, user: "", password: "" });
  const onPrimary = async (sql: string): Promise<void> => {
    const mysql = await open(primary);
    await mysql.query(sql);
    await mysql.close();
  };

  beforeAll(async () => {
    const quiet = new AbortController().signal;
    const accounts = {
      app: { password: "gameday", grants: ["SELECT, INSERT ON shop.*"] },
      repl: { password: "gameday", grants: ["REPLICATION SLAVE"] },
    };
    primary = await runtime.start(
      databaseComponent("primary", { accounts, replication: { serverId: 1 } }),
      quiet,
    );
    replica = await runtime.start(
      databaseComponent("replica", {
        accounts: { app: accounts.app },
        replication: {
          serverId: 2,
          source: { host: primary.host, port: primary.port, user: "repl", password: "gameday" },
        },
      }),
      quiet,
    );
  });
  afterAll(async () => {
    expect(await runtime.down()).toEqual([]);
    await remove();
  });

  it("has what its primary is given, and tells that it is not behind", async () => {
    await onPrimary("INSERT INTO shop.things (word) VALUES ('four')");
    const [here, there] = [await open(replica), await open(primary)];
    await expect
      .poll(async () => (await here.query("SELECT word FROM shop.things WHERE id = 4")).rows, {
        timeout: 20_000,
      })
      .toEqual([["four"]]);
    expect(await replicaStatus(here)).toMatchObject({
      io: "Yes",
      sql: "Yes",
      lagS: 0,
      error: "",
      source: `${primary.host}:${primary.port}`,
    });
    expect(await replicaStatus(there)).toBeUndefined();
    expect(missingFrom(await executedGtids(here), await executedGtids(there), here.flavour)).toBe(
      0,
    );
    await Promise.all([here.close(), there.close()]);
  });

  it("takes no writes of the shop's account, and keeps accounts of its own", async () => {
    const app = await connectMysql({
      host: replica.host,
      port: replica.port,
      user: "app",
      password: "gameday",
      database: "shop",
    });
    await expect(app.query("INSERT INTO things (word) VALUES ('no')")).rejects.toMatchObject({
      errno: 1290,
    });
    await app.close();
    const here = await open(replica);
    expect(
      (
        await here.query(
          "SELECT user FROM mysql.user WHERE user IN ('app', 'repl', 'gameday_admin') ORDER BY 1",
        )
      ).rows,
    ).toEqual([["app"], ["gameday_admin"]]);
    await here.close();
  });

  it("that is promoted and written to has what the old primary lacks, and the other way round", async () => {
    const here = await open(replica);
    await here.query("STOP REPLICA");
    expect(await replicaStatus(here)).toMatchObject({ io: "No", lagS: null });
    await here.query("RESET REPLICA ALL");
    await here.query("SET GLOBAL read_only = 0");
    await here.query("INSERT INTO shop.things (word) VALUES ('here')");
    await onPrimary("INSERT INTO shop.things (word) VALUES ('there one')");
    await onPrimary("INSERT INTO shop.things (word) VALUES ('there two')");
    const there = await open(primary);
    const [mine, theirs] = [await executedGtids(here), await executedGtids(there)];
    expect(missingFrom(theirs, mine, here.flavour)).toBe(1);
    expect(missingFrom(mine, theirs, here.flavour)).toBe(2);
    expect(await replicaStatus(here)).toBeUndefined();
    await Promise.all([here.close(), there.close()]);
  });
});

describe("both dialects", () => {
  const source = { host: "127.1.1.1", port: 3307, user: "repl", password: "it's" };

  it("tie a replica to its primary by GTID", () => {
    expect(followStatements("mariadb", source)).toEqual([
      expect.stringMatching(
        /^CHANGE MASTER TO MASTER_HOST='127.1.1.1', MASTER_PORT=3307, MASTER_USER='repl', MASTER_PASSWORD='it''s', .*MASTER_USE_GTID=slave_pos$/,
      ),
      "START REPLICA",
    ]);
    expect(followStatements("mysql", source)).toEqual([
      expect.stringMatching(
        /^CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.1.1.1', .*SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1$/,
      ),
      "START REPLICA",
    ]);
  });

  it("give a server that takes part a number of its own, and one that does not nothing", () => {
    expect(replicationVariables(undefined)).toEqual({});
    expect(replicationVariables({ serverId: 2, source })).toMatchObject({
      log_bin: true,
      server_id: 2,
      read_only: true,
      gtid_mode: "ON",
      gtid_strict_mode: true,
    });
    expect(replicationVariables({ serverId: 1 })).toMatchObject({ read_only: false });
  });
});
