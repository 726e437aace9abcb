import { matchHere } from "../../src/kernel/pattern.ts";
import { describe, expect, it } from "vitest";
import type { Mysql } from "../../src/mysql/mysql.ts";
import { ledger } from "../../src/probe/ledger.ts";
import type { ProbeWorld, Reading } from "../../src/probe/probe.ts";

interface Database {
  reachable: boolean;
  writable: boolean;
  readonly tokens: string[];
}

/** A world with a ledger behind HTTP, in pages of three, and databases that hold tokens. */
function worldOf(
  promised: readonly { token: string; atMs: number }[],
  databases: Readonly<Record<string, Database>>,
): ProbeWorld {
  const unused = (): never => {
    throw new Error("a ledger needs none of this");
  };
  return {
    matching: matchHere,
    endpoints: () => [{ host: "127.0.0.1", port: 1 }],
    get: async (url) => {
      const after = Number(new URL(url).searchParams.get("after"));
      return {
        status: 200,
        body: JSON.stringify({
          total: promised.length,
          entries: promised.map((one, index) => ({ n: index + 1, ...one })).slice(after, after + 3),
        }),
      };
    },
    mysql: async (name) => {
      const database = databases[name];
      if (database?.reachable !== true) throw new Error(`${name} is away`);
      const query: Mysql["query"] = async (sql) => ({
        columns: ["x"],
        rows: sql.includes("read_only")
          ? [[database.writable ? 0 : 1]]
          : database.tokens.map((token) => [token]),
        affected: 0,
      });
      return {
        flavour: "mariadb",
        version: "10.11.19-MariaDB",
        query,
        status: unused,
        kill: unused,
        close: async () => {},
      };
    },
    power: {
      pause: unused,
      resume: unused,
      kill: unused,
      stop: unused,
      start: unused,
      state: unused,
      starts: unused,
    },
    logs: unused,
    connectMs: unused,
    exchange: unused,
    machine: unused,
    monoMs: () => 0,
    wallMs: () => 100_000,
  };
}

const wanted = {
  path: "/ledger",
  in: ["eu", "us"],
  sql: "SELECT token FROM orders",
  graceMs: 3_000,
  allowed: 0,
};
const six = ["a", "b", "c", "d", "e", "f"].map((token, index) => ({
  token,
  atMs: 50_000 + index * 1_000,
}));
const read = (world: ProbeWorld): Promise<Reading> | Reading =>
  ledger.open(world, "edge", wanted).read();

describe("a ledger", () => {
  it("misses nothing while the database that takes writes has it all, whatever a replica lacks", async () => {
    const world = worldOf(six, {
      eu: { reachable: true, writable: true, tokens: ["a", "b", "c", "d", "e", "f"] },
      us: { reachable: true, writable: false, tokens: [] },
    });
    expect(await read(world)).toEqual({ keys: { "only on eu": 0, "only on us": 0, nowhere: 0 } });
  });

  it("tells where the missing writes are: on a database that no longer takes writes, or nowhere", async () => {
    const world = worldOf(six, {
      eu: { reachable: true, writable: false, tokens: ["a", "b", "c", "d"] },
      us: { reachable: true, writable: true, tokens: ["a", "b"] },
    });
    expect(await read(world)).toEqual({ keys: { "only on eu": 2, "only on us": 0, nowhere: 2 } });
  });

  it("counts what either of two primaries lacks: half of the users cannot see it", async () => {
    const world = worldOf(six, {
      eu: { reachable: true, writable: true, tokens: ["a", "b", "c", "d"] },
      us: { reachable: true, writable: true, tokens: ["a", "b", "e", "f"] },
    });
    expect(await read(world)).toEqual({ keys: { "only on eu": 2, "only on us": 2, nowhere: 0 } });
  });

  it("gives a write its time to get there", async () => {
    const world = worldOf([{ token: "late", atMs: 98_000 }], {
      eu: { reachable: true, writable: true, tokens: [] },
      us: { reachable: false, writable: false, tokens: [] },
    });
    expect(await read(world)).toEqual({ keys: { "only on eu": 0, "only on us": 0, nowhere: 0 } });
  });

  it("does not know while no database takes writes", async () => {
    const world = worldOf(six, {
      eu: { reachable: false, writable: true, tokens: [] },
      us: { reachable: true, writable: false, tokens: [] },
    });
    await expect(read(world)).rejects.toThrow("no database that takes writes can be queried");
  });

  it("says at the end how many are missing, where, and how far back that reaches", async () => {
    const world = worldOf(six, {
      eu: { reachable: false, writable: true, tokens: [] },
      us: { reachable: true, writable: true, tokens: ["a", "b", "d", "f"] },
    });
    expect(await ledger.conclude?.(world, "edge", wanted)).toEqual({
      acknowledged: 6,
      missing: 2,
      where: "2 nowhere",
      oldestAgoMs: 48_000,
      newestAgoMs: 46_000,
      allowed: 0,
    });
  });
});
