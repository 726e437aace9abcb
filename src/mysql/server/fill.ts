import { GamedayError } from "../../kernel/error.ts";
import { identifier } from "../dialect.ts";
import type { Mysql } from "../mysql.ts";

/** Makes a database and runs its seed, SQL text that may be missing, over a connection that takes several statements; GD-S003 when that fails. */
export async function fillDatabase(mysql: Mysql, name: string, seed: string | undefined, signal: AbortSignal | undefined): Promise<void> {
  const database = identifier(name);
  await mysql.query(`CREATE DATABASE IF NOT EXISTS ${database}; USE ${database};\n${seed ?? "SELECT 1"}`).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new GamedayError("GD-S003", `the seed of ${name} fails: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  });
}
