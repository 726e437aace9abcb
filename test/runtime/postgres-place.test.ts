import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import {
  accountSql,
  contentSql,
  hostRules,
  postgresArguments,
  refusedPostgresSetting,
} from "../../src/runtime/postgres-place.ts";
import { postgresServer } from "../../src/runtime/process/distro/index.ts";
import { programEnvironment } from "../../src/runtime/process/distro/program.ts";
import type { ComponentSpec, Instance, PostgresSpec } from "../../src/runtime/runtime.ts";
import { programForTests, userCache } from "../support/distro-programs.ts";
import { testStack } from "../support/process-stack.ts";

const found = await programForTests(postgresServer);

const server = {
  settings: { max_connections: 20 },
  database: "bookings",
  seedSql: "CREATE TABLE seats (id int PRIMARY KEY);\n\nINSERT INTO seats VALUES (1), (2);\n",
  accounts: { shop: "pa'ss", other: "else" },
};
const spec: ComponentSpec = {
  id: "db",
  component: "db",
  kind: "postgres",
  at: "a/a1/r1",
  address: "127.0.0.1",
  config: {},
  needs: {},
  health: { path: "/", withinMs: 30_000 },
  postgres: server,
};

/** What psql, the client that comes with the server, prints for one statement. */
const ask = async ({ host, port }: Instance, sql: string, password = "pa'ss"): Promise<string> => {
  const psql = join(dirname(await realpath(found?.program ?? "")), "psql");
  const { stdout } = await promisify(execFile)(
    psql,
    ["-h", host, "-p", String(port), "-U", "shop", "-d", "bookings", "-Atc", sql],
    {
      env: {
        ...programEnvironment(found ?? {}, process.env),
        PGPASSWORD: password,
        PGCONNECT_TIMEOUT: "2",
      },
    },
  );
  return stdout.trim();
};

it.skipIf(found === undefined)(
  "a real PostgreSQL with the scenario's seed, settings and accounts comes up, keeps what was written over a kill, is silent while it is paused, and leaves nothing behind",
  { timeout: 60_000 },
  async () => {
    const { runtime, leftBehind, remove } = testStack({
      cacheDir: join(userCache, "gameday"),
      loopbackRange: false,
    });
    try {
      const db = await runtime.start(spec, new AbortController().signal);
      expect(db.detail).toContain(`PostgreSQL ${found?.version}`);
      expect(await ask(db, "SHOW max_connections")).toBe("20");
      expect(await ask(db, "SELECT sum(id) FROM seats")).toBe("3");
      await expect(ask(db, "SELECT 1", "wrong")).rejects.toThrow(/password authentication failed/);
      await ask(db, "INSERT INTO seats VALUES (39)");
      await runtime.power.kill("db");
      await expect(ask(db, "SELECT 1")).rejects.toThrow();
      await runtime.power.start("db");
      expect(await ask(db, "SELECT sum(id) FROM seats")).toBe("42");
      // An old connection is a process of its own, and must be silent as well.
      let answered = false;
      const slow = ask(db, "SELECT 'done' FROM pg_sleep(3)").finally(() => (answered = true));
      const asleep = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
      await expect.poll(() => ask(db, asleep), { interval: 20, timeout: 10_000 }).toBe("1");
      await runtime.power.pause("db");
      // Twice two seconds: by then it would have been answered.
      for (const again of ["SELECT 1", "SELECT 2"])
        await expect(ask(db, again)).rejects.toThrow(/timeout expired/);
      expect(answered).toBe(false);
      await runtime.power.resume("db");
      expect(await slow).toBe("done");
      await runtime.power.stop("db");
      expect(await runtime.power.state("db")).toBe("stopped");
      await runtime.power.start("db");
      expect(await ask(db, "SELECT count(*) FROM seats")).toBe("3");
    } finally {
      expect(await runtime.down()).toEqual([]);
      expect(await leftBehind()).toEqual([]);
      await remove();
    }
  },
);

it.skipIf(found === undefined)(
  "a seed that is no SQL is refused with the server's words",
  async () => {
    const { runtime, remove } = testStack({
      cacheDir: join(userCache, "gameday"),
      loopbackRange: false,
    });
    try {
      const wrong = { ...spec, postgres: { ...server, seedSql: "CREATE TABEL seats ()" } };
      await expect(runtime.start(wrong, new AbortController().signal)).rejects.toMatchObject({
        code: "GD-R001",
        message: expect.stringMatching(/syntax error at or near "TABEL"/),
      });
    } finally {
      expect(await runtime.down()).toEqual([]);
      await remove();
    }
  },
);

it("takes sizes, limits and times alone", () => {
  expect(refusedPostgresSetting("work_mem", "4MB")).toBeUndefined();
  expect(refusedPostgresSetting("archive_command", "rm")).toMatch(/cannot be set by a scenario/);
  expect(refusedPostgresSetting("work_mem", "4MB -c x=y")).toMatch(/cannot be set to/);
  expect(() =>
    postgresArguments({ ...server, settings: { shared_preload_libraries: "x" } }, {}),
  ).toThrow(/shared_preload_libraries/);
});

it("lets in the accounts of the scenario and nobody else", () => {
  expect(hostRules(server)).toBe(
    'host all "shop" all scram-sha-256\nhost all "other" all scram-sha-256\n',
  );
  expect(accountSql(server)).toContain(`CREATE ROLE "shop" LOGIN PASSWORD 'pa''ss'\n;\n\n`);
});

it("sends a seed as one, whatever empty lines it has", () => {
  expect(contentSql(server)).toMatch(
    /PRIMARY KEY\);\nINSERT INTO seats VALUES \(1\), \(2\);\n;\n\n$/,
  );
});

it("refuses a seed with data of COPY, and takes the word elsewhere", () => {
  const of = (seedSql: string): string => contentSql({ ...server, seedSql });
  expect(() => of("COPY seats (id) FROM stdin;\n1\n\\.\n")).toThrow(/COPY … FROM stdin/);
  expect(of("SELECT 'copy seats from stdin'; -- copy a from stdin")).toContain("'copy seats");
});

it.skipIf(found === undefined)(
  "a seed's texts, bodies and comments arrive unchanged, and without an account the server comes up and lets nobody in",
  { timeout: 60_000 },
  async () => {
    const { runtime, remove } = testStack({
      cacheDir: join(userCache, "gameday"),
      loopbackRange: false,
    });
    const seedSql = String.raw`-- it's a comment; with an empty line;

/* and another;

*/
CREATE TABLE notes (id int, note text);


INSERT INTO notes VALUES (1, 'a;

b''s;

'), (2, E'c\';

d'), (3, $x$e's $$;

f$x$);

CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  n := n * 2;

  RETURN n; -- it's done
END $$;

INSERT INTO notes VALUES (4, twice(21)::text) -- the end`;
    const start = (id: string, postgres: PostgresSpec): Promise<Instance> =>
      runtime.start({ ...spec, id, component: id, postgres }, new AbortController().signal);
    try {
      const db = await start("db", { ...server, seedSql });
      const notes = await ask(db, "SELECT json_agg(note ORDER BY id) FROM notes");
      expect(JSON.parse(notes)).toEqual(["a;\n\nb's;\n\n", "c';\n\nd", "e's $$;\n\nf", "42"]);
      const closed = await start("closed", { ...server, accounts: {} });
      await expect(ask(closed, "SELECT 1")).rejects.toThrow(/no pg_hba.conf entry/);
    } finally {
      expect(await runtime.down()).toEqual([]);
      await remove();
    }
  },
);
