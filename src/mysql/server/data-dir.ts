/**
 * Data directories: initialised once and seeded once into the cache, then copied for each drill.
 */
import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { cp, mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { serverName } from "../dialect.ts";
import { lastLines, runCommand } from "./command.ts";
import { fillDatabase } from "./fill.ts";
import { placeArguments } from "./launch.ts";
import { serverEnvironment, type MysqlServer, type Step } from "./server.ts";
import { withPrivateServer } from "./private-server.ts";
import { shapingVariables, variableArguments, type Variables } from "./variable.ts";

export interface DataDirOptions {
  readonly signal?: AbortSignal | undefined;
  /** Environment of the servers that do the work. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly onStep?: ((step: Step) => void) | undefined;
  /** Short; for sockets of the servers that do the work. The system's own without it. */
  readonly tempDir?: string | undefined;
}

export interface Seed {
  readonly database: string;
  /** SQL text, placeholders filled; without it the database is empty. */
  readonly sql: string | undefined;
  readonly variables: Variables;
}

/** The cached data directory of a server without anything in it. */
export async function emptyDataDir(
  server: MysqlServer,
  cacheDir: string,
  variables: Variables,
  options: DataDirOptions = {},
): Promise<string> {
  const shape = shapingVariables(variables);
  return cached(cacheDir, `empty-${key([server.version, shape])}`, (dataDir) =>
    initialise(server, dataDir, shape, options),
  );
}

/**
 * The cached data directory with the seed's rows; made once for each server version, seed text and
 * shaping variable.
 */
export async function seededDataDir(
  server: MysqlServer,
  cacheDir: string,
  seed: Seed,
  options: DataDirOptions = {},
): Promise<string> {
  const shape = shapingVariables(seed.variables);
  return cached(
    cacheDir,
    `seed-${key([server.version, shape, seed.database, seed.sql ?? ""])}`,
    async (dataDir) => {
      const title = `fill the database ${seed.database}`;
      options.onStep?.({
        title,
        state: "start",
        detail: `${serverName(server.version)}, once; later drills copy it`,
      });
      await copyDataDir(await emptyDataDir(server, cacheDir, seed.variables, options), dataDir);
      // What is lost on a crash does not matter yet: a half-made directory is thrown away.
      const variables = {
        ...shape,
        innodb_flush_log_at_trx_commit: 0,
        innodb_doublewrite: false,
        innodb_buffer_pool_size: "256M",
      };
      await withPrivateServer(server, { dataDir, variables, ...options }, (sql, connectAs) =>
        fillDatabase(sql, connectAs, { name: seed.database, seed: seed.sql }, options.signal),
      );
      options.onStep?.({ title, state: "done" });
    },
  );
}

/** Copies a data directory; where the file system can, without copying the blocks. */
export async function copyDataDir(from: string, to: string): Promise<void> {
  // Without auto.cnf MySQL gives the copy an identity of its own: a primary and its replica may
  // come from one seed.
  await cp(from, to, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => basename(path) !== "auto.cnf",
  });
}

function key(parts: readonly unknown[]): string {
  // The number changes whenever data directories are made in a new way.
  return createHash("sha256")
    .update(JSON.stringify([2, ...parts]))
    .digest("hex")
    .slice(0, 20);
}

/**
 * The directory of that name in the cache. It is made beside its place and renamed into it, so that
 * a crash or a second drill at the same moment never leaves half of one; of two makers the later
 * throws its own away.
 */
async function cached(
  cacheDir: string,
  name: string,
  make: (dataDir: string) => Promise<void>,
): Promise<string> {
  const home = join(cacheDir, "mysql", "data");
  const place = join(home, name);
  if (await exists(place)) {
    const now = new Date();
    await utimes(place, now, now);
    return place;
  }
  await withScratchDir(cacheDir, async (building) => {
    await make(building);
    await rename(building, place).catch(async (error: unknown) => {
      if (!(await exists(place))) throw error;
    });
  });
  return place;
}

/** Gives `use` a path in the cache where a directory may be made, and removes it afterwards. */
export async function withScratchDir(
  cacheDir: string,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const home = join(cacheDir, "mysql", "data");
  await mkdir(home, { recursive: true });
  await tidyCache(home);
  // No dot in front: MySQL does not see its own undo files in a hidden directory.
  const path = join(home, `making-${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    await use(path);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

const kept = 8;
const youngMs = 3_600_000;

/** Removes what a crash left incomplete, and the least recently used seeds. */
async function tidyCache(home: string): Promise<void> {
  const names = await readdir(home);
  const seeds: { path: string; usedMs: number }[] = [];
  for (const name of names) {
    const path = join(home, name);
    const maker = /^making-(\d+)-/.exec(name)?.[1];
    if (maker !== undefined && !isAlive(Number(maker)))
      await rm(path, { recursive: true, force: true });
    const entry = name.startsWith("seed-") ? await stat(path).catch(() => undefined) : undefined;
    if (entry !== undefined && Date.now() - entry.mtimeMs > youngMs)
      seeds.push({ path, usedMs: entry.mtimeMs });
  }
  seeds.sort((a, b) => b.usedMs - a.usedMs);
  for (const { path } of seeds.slice(kept)) await rm(path, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Makes the system tables. Both flavours leave a root account without a password, which no drill
 * ever sees.
 */
async function initialise(
  server: MysqlServer,
  dataDir: string,
  shape: Variables,
  options: DataDirOptions,
): Promise<void> {
  // A server that starts removes what lies in its folder for temporary files: the machine's own may
  // be another's at this moment.
  const tmpDir = `${dataDir}-tmp`;
  await mkdir(tmpDir);
  const place = [...placeArguments(server, dataDir), `--tmpdir=${tmpDir}`];
  const sizes = variableArguments({
    ...shape,
    innodb_log_file_size: "16M",
    innodb_use_native_aio: false,
  });
  const args =
    server.flavour === "mariadb"
      ? [
          "--no-defaults",
          ...place,
          "--auth-root-authentication-method=normal",
          "--skip-test-db",
          ...sizes,
        ]
      : [
          "--no-defaults",
          "--initialize-insecure",
          ...place,
          ...variableArguments({
            ...shape,
            innodb_redo_log_capacity: "16M",
            innodb_use_native_aio: false,
          }),
        ];
  const env = serverEnvironment(server, options.env ?? process.env);
  try {
    const { code, stdout, stderr } = await runCommand(server.initialise, args, {
      env,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (code !== 0)
      throw new GamedayError(
        "GD-E002",
        `${server.initialise} cannot make a data directory\n${lastLines(`${stdout}\n${stderr}`)}`,
      );
  } finally {
    await rm(tmpDir, { recursive: true, force: true });
  }
}
