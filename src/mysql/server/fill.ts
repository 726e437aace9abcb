import { randomBytes } from "node:crypto";
import { GamedayError } from "../../kernel/error.ts";
import { messageOf } from "../../kernel/message-of.ts";
import { identifier, quoted } from "../dialect.ts";
import { grantPattern } from "../grant.ts";
import type { Mysql } from "../mysql.ts";

/**
 * Opens a connection as an account of the server that is being filled; it takes several statements
 * in one text.
 */
export type ConnectAs = (user: string, password: string) => Promise<Mysql>;

/** Not a name that a scenario can give: those have no underscore. */
const seeder = "gameday_seed";

/**
 * Makes a database and runs its seed, SQL text that may be missing; GD-S003 when that fails. A seed
 * is a stranger's text: it runs as an account that may do anything in this database and nothing
 * else of the server. Afterwards that account is locked; what the seed has defined still runs as
 * it.
 */
export async function fillDatabase(
  root: Mysql,
  connectAs: ConnectAs,
  { name, seed }: { readonly name: string; readonly seed: string | undefined },
  signal: AbortSignal | undefined,
): Promise<void> {
  const password = randomBytes(18).toString("base64url");
  const accounts = ["localhost", "%"].map((host) => `${quoted(seeder)}@${quoted(host)}`);
  await root.query(`CREATE DATABASE IF NOT EXISTS ${identifier(name)}`);
  for (const account of accounts) {
    await root.query(`CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY ${quoted(password)}`);
    await root.query(`GRANT ALL PRIVILEGES ON ${grantPattern(name)}.* TO ${account}`);
  }
  signal?.throwIfAborted();
  const sql = await connectAs(seeder, password).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
  try {
    await sql.query(`USE ${identifier(name)};\n${seed ?? "SELECT 1"}`);
  } catch (error) {
    signal?.throwIfAborted();
    throw new GamedayError("GD-S003", `the seed of ${name} fails: ${messageOf(error)}`, {
      hint: "a seed may change only its own database",
      cause: error,
    });
  } finally {
    await sql.close();
  }
  for (const account of accounts) await root.query(`ALTER USER ${account} ACCOUNT LOCK`);
}
