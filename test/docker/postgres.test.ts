import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { postgresServer } from "../../src/runtime/process/distro/index.ts";
import { programEnvironment } from "../../src/runtime/process/distro/program.ts";
import type { Instance } from "../../src/runtime/runtime.ts";
import { programForTests } from "../support/distro-programs.ts";
import { dockerStack, engineForTests } from "./docker-stack.ts";

const engine = await engineForTests(["postgres"]);
const client = await programForTests(postgresServer);

/** psql comes with the server's package. */
const ask = async ({ host, port }: Instance, sql: string): Promise<string> => {
  const psql = join(dirname(await realpath(client?.program ?? "")), "psql");
  const { stdout } = await promisify(execFile)(
    psql,
    ["-h", host, "-p", String(port), "-U", "shop", "-d", "bookings", "-Atc", sql],
    {
      env: {
        ...programEnvironment(client ?? {}, process.env),
        PGPASSWORD: "secret",
        PGCONNECT_TIMEOUT: "2",
      },
    },
  );
  return stdout.trim();
};

it.skipIf(engine === undefined || client === undefined)(
  "a PostgreSQL in a container has the scenario's seed and account, keeps what was written over a kill, and is silent while it is paused",
  { timeout: 120_000 },
  async () => {
    if (engine === undefined) throw new Error("no engine");
    const made = dockerStack(engine);
    try {
      const db = await made.runtime.start(
        {
          id: "db",
          component: "db",
          kind: "postgres",
          at: "a/a1/r1",
          address: "127.1.1.1",
          config: {},
          needs: {},
          health: { path: "/", withinMs: 60_000 },
          postgres: {
            settings: { max_connections: 20 },
            database: "bookings",
            seedSql: "CREATE TABLE seats (id int);\n\nINSERT INTO seats VALUES (1), (2);",
            accounts: { shop: "secret" },
          },
        },
        new AbortController().signal,
      );
      expect(db.detail).toMatch(/^PostgreSQL \(/);
      expect(await ask(db, "SHOW max_connections")).toBe("20");
      await ask(db, "INSERT INTO seats VALUES (39)");
      await made.runtime.power.kill("db");
      await expect(ask(db, "SELECT 1")).rejects.toThrow();
      await made.runtime.power.start("db");
      expect(await ask(db, "SELECT sum(id) FROM seats")).toBe("42");
      await made.runtime.power.pause("db");
      await expect(ask(db, "SELECT 1")).rejects.toThrow(/timeout expired/);
      await made.runtime.power.resume("db");
      expect(await ask(db, "SELECT count(*) FROM seats")).toBe("3");
    } finally {
      expect(await made.runtime.down()).toEqual([]);
      expect(await made.left()).toEqual([]);
      await made.remove();
    }
  },
);
