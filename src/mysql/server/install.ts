import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { serverName } from "../dialect.ts";
import { inspectRoot, serversFolder } from "./find.ts";
import { step, unpackPackages, type UnpackOptions } from "./packages.ts";
import type { MysqlServer } from "./server.ts";
import { installCommand, isDebianLike, thisSystem } from "./system.ts";
import { tryServer } from "./trial.ts";

/** Names by release: the newest Debian and Ubuntu first, then those with a version in the name. */
const choices: readonly (readonly string[])[] = [
  ["mariadb-server-core", "mariadb-client-core"],
  ["mariadb-server-core-10.6", "mariadb-client-core-10.6"],
  ["mysql-server-core", "mysql-client-core"],
  ["mysql-server-core-8.4", "mysql-client-core-8.4"],
  ["mysql-server-core-8.0", "mysql-client-core-8.0"],
];

/**
 * Unpacks the distribution's server into the cache: no root, no service, nothing outside the cache.
 * It counts only after a trial start. GD-E001 with the command to type on systems without apt.
 */
export async function installServer(
  cacheDir: string,
  options: UnpackOptions = {},
): Promise<MysqlServer> {
  const system = await thisSystem();
  if (!isDebianLike(system)) {
    const command = installCommand(system);
    throw new GamedayError("GD-E001", `Gameday cannot unpack a server on ${system.name}`, {
      hint:
        command === undefined
          ? "install MariaDB 10.6 or MySQL 8.0, or newer, and put its daemon on PATH"
          : `${command}, then gameday setup mysql`,
    });
  }
  const home = serversFolder(cacheDir);
  await mkdir(home, { recursive: true });
  const work = join(home, `.unpacking-${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    await mkdir(work);
    const root = await unpackPackages(
      work,
      { what: "the server", choices, none: noServer },
      options,
    );
    return await proven(root, cacheDir, options);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function noServer(said: string): GamedayError {
  return new GamedayError(
    "GD-E003",
    `apt offers no server: none of ${choices.map(([name]) => name).join(", ")}\n${said}`,
    {
      hint: "check the network and /etc/apt/sources.list; on Ubuntu MariaDB is in the component universe",
    },
  );
}

/** Gives the unpacked folder its place in the cache once the server in it has run. */
async function proven(
  root: string,
  cacheDir: string,
  { signal, onStep }: UnpackOptions,
): Promise<MysqlServer> {
  const server = await step("trial start", onStep, async () => {
    const trial = await inspectRoot(root, signal === undefined ? {} : { signal });
    await tryServer(trial, cacheDir, { signal });
    return { result: trial, detail: serverName(trial.version) };
  });
  const place = join(
    serversFolder(cacheDir),
    `${server.flavour}-${server.version.replaceAll(/[^\w.+-]/g, "_")}`,
  );
  await rename(root, place).catch(async (error: unknown) => {
    // Another setup was faster, and what it put there has passed the same trial.
    if ((await readdir(place).catch(() => [])).length === 0) throw error;
  });
  return inspectRoot(place, signal === undefined ? {} : { signal });
}
