/**
 * A real server for tests: found, or unpacked by our own installer into a cache that test runs
 * share.
 */
import { fileURLToPath } from "node:url";
import { findServer } from "../../src/mysql/server/find.ts";
import { installServer } from "../../src/mysql/server/install.ts";
import type { MysqlServer } from "../../src/mysql/server/server.ts";
import type { ComponentSpec, Instance, MysqlSpec, Runtime } from "../../src/runtime/runtime.ts";
import { provided } from "./required.ts";
import { testStack } from "./process-stack.ts";

/** Kept between runs, so that installing and initialising happen once. */
export const testCache =
  process.env["GAMEDAY_TEST_CACHE"] ??
  fileURLToPath(new URL("../../node_modules/.cache/gameday", import.meta.url));

/** A server, or undefined with the reason printed; rejects instead where one is required. */
export function serverForTests(): Promise<MysqlServer | undefined> {
  return provided("mysql", async () => {
    const { found, tried } = await findServer(testCache);
    return (
      found ??
      installServer(testCache).catch((error: unknown) => {
        throw new Error(
          [...tried, error instanceof Error ? error.message : String(error)].join("; "),
          { cause: error },
        );
      })
    );
  });
}

/** A database component with a small table of its own. */
export function databaseComponent(id: string, mysql: Partial<MysqlSpec> = {}): ComponentSpec {
  return {
    id,
    component: id,
    kind: "mysql",
    at: "a/a1/r1",
    address: "127.1.2.1",
    config: {},
    needs: {},
    health: { path: "/health", withinMs: 30_000 },
    mysql: {
      variables: { innodb_buffer_pool_size: "32M" },
      database: "shop",
      seedSql:
        "CREATE TABLE things (id INT PRIMARY KEY AUTO_INCREMENT, word VARCHAR(20)); INSERT INTO things (word) VALUES ('one'), ('two'), ('three');",
      accounts: {
        app: { password: "it's", grants: ["SELECT, INSERT, UPDATE, DELETE ON shop.*"] },
        oncall: { password: "gameday", grants: ["PROCESS", "kill", "monitor", "SELECT ON shop.*"] },
      },
      ...mysql,
    },
  };
}

export interface RunningDatabase extends AsyncDisposable {
  readonly runtime: Runtime;
  readonly instance: Instance;
  readonly logDir: string;
  login(
    user: string,
    password: string,
  ): { host: string; port: number; user: string; password: string; database: string };
}

/** Starts one database on folders of its own; disposing takes it down and removes them. */
export async function runningDatabase(
  server: MysqlServer,
  mysql: Partial<MysqlSpec> = {},
): Promise<RunningDatabase> {
  const { runtime, logDir, remove } = testStack({ cacheDir: testCache, server });
  const end = async (): Promise<void> => {
    await runtime.down();
    await remove();
  };
  try {
    const instance = await runtime.start(
      databaseComponent("db", mysql),
      new AbortController().signal,
    );
    const login = (user: string, password: string) => ({
      host: instance.host,
      port: instance.port,
      user,
      password,
      database: "shop",
    });
    return { runtime, instance, logDir, login, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}
