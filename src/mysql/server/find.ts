import { access, constants, readdir, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { messageOf } from "../../kernel/message-of.ts";
import { flavourOf, isSupported, serverName, versionIn } from "../dialect.ts";
import { lastLines, runCommand } from "./command.ts";
import { serverEnvironment, type MysqlServer } from "./server.ts";
import { tryServer } from "./trial.ts";

export interface FindOptions {
  /** Folders to look in, `$PATH` by default. */
  readonly path?: string;
  readonly signal?: AbortSignal;
}

/** `tried` says, for each place or program that was passed over, why. */
export type Found =
  | { readonly found: MysqlServer; readonly tried: readonly string[] }
  | { readonly found?: undefined; readonly tried: readonly string[] };

const daemons = ["mariadbd", "mysqld"];

/** Where distributions and Homebrew put servers without telling `$PATH`. */
const wellKnown = [
  "/usr/sbin",
  "/usr/local/sbin",
  "/usr/libexec",
  "/opt/homebrew/bin",
  "/opt/homebrew/opt/mariadb/bin",
  "/opt/homebrew/opt/mysql/bin",
  "/usr/local/opt/mariadb/bin",
  "/usr/local/opt/mysql/bin",
  "/usr/local/mysql/bin",
];

/**
 * Finds a server that has passed a trial start: on PATH and the usual places first, then unpacked
 * in our cache.
 */
export async function findServer(cacheDir: string, options: FindOptions = {}): Promise<Found> {
  const tried: string[] = [];
  const folders = [
    ...(options.path ?? process.env.PATH ?? "").split(delimiter),
    ...(options.path === undefined ? wellKnown : []),
  ];
  const seen = new Set<string>();
  for (const folder of folders.filter((one) => one.startsWith("/"))) {
    for (const name of daemons) {
      const daemon = await realpath(join(folder, name)).catch(() => undefined);
      if (daemon === undefined || seen.has(daemon)) continue;
      seen.add(daemon);
      const server = await proven(() => inspectServer(join(folder, name), options), cacheDir, {
        tried,
        options,
      });
      if (server !== undefined) return { found: server, tried };
    }
  }
  if (seen.size === 0) tried.push("no mariadbd or mysqld on PATH");
  for (const root of await unpackedRoots(cacheDir)) {
    const server = await proven(() => inspectRoot(root, options), cacheDir, { tried, options });
    if (server !== undefined) return { found: server, tried };
  }
  return { tried };
}

/** Where `installServer` puts unpacked packages: one folder for each server. */
export function serversFolder(cacheDir: string): string {
  return join(cacheDir, "mysql", "servers");
}

async function unpackedRoots(cacheDir: string): Promise<readonly string[]> {
  const home = serversFolder(cacheDir);
  const names = await readdir(home).catch(() => []);
  return names
    .filter((name) => !name.startsWith("."))
    .sort()
    .reverse()
    .map((name) => join(home, name));
}

async function proven(
  inspect: () => Promise<MysqlServer>,
  cacheDir: string,
  { tried, options }: { tried: string[]; options: FindOptions },
): Promise<MysqlServer | undefined> {
  try {
    const server = await inspect();
    await tryServer(server, cacheDir, { signal: options.signal });
    return server;
  } catch (error) {
    options.signal?.throwIfAborted();
    tried.push(messageOf(error));
    return undefined;
  }
}

/**
 * The server in a folder of unpacked Debian packages. Rejects with the reason when there is none
 * that could run.
 */
export async function inspectRoot(root: string, options: FindOptions = {}): Promise<MysqlServer> {
  const libraries = await libraryFolders(root);
  for (const name of daemons) {
    const daemon = join(root, "usr", "sbin", name);
    if (!(await isProgram(daemon))) continue;
    return inspectServer(daemon, options, {
      basedir: join(root, "usr"),
      ...(libraries.length === 0 ? {} : { libraryPath: libraries.join(":") }),
    });
  }
  throw new GamedayError("GD-E002", `${root}: no server in it`);
}

/** Every folder of shared libraries in it; the multiarch name differs by machine. */
export async function libraryFolders(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const base of [join(root, "usr", "lib"), join(root, "lib")]) {
    const names = await readdir(base).catch(() => []);
    found.push(
      ...names.filter((name) => /-linux-gnu/.test(name)).map((name) => join(base, name)),
      ...(names.length > 0 ? [base] : []),
    );
  }
  return found;
}

async function inspectServer(
  daemon: string,
  options: FindOptions,
  unpacked?: { basedir: string; libraryPath?: string },
): Promise<MysqlServer> {
  const env = serverEnvironment(unpacked ?? {}, process.env);
  const { stdout, stderr } = await runCommand(daemon, ["--no-defaults", "--version"], {
    env,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const version = versionIn(/\bVer (.*)/.exec(stdout)?.[1] ?? "");
  if (version === undefined)
    throw new GamedayError(
      "GD-E002",
      `${daemon} does not report its version\n${lastLines(stderr || stdout, 3)}`,
    );
  if (!isSupported(version))
    throw new GamedayError(
      "GD-E002",
      `${daemon}: ${serverName(version)} is too old; the minimum is MariaDB 10.6 or MySQL 8.0`,
    );
  const flavour = flavourOf(version);
  const initialise =
    flavour === "mysql"
      ? daemon
      : await firstProgram(
          ["mariadb-install-db", "mysql_install_db"],
          programFolders(daemon, unpacked?.basedir),
        );
  if (initialise === undefined)
    throw new GamedayError("GD-E002", `${daemon}: mariadb-install-db is missing`);
  return {
    flavour,
    version,
    daemon,
    initialise,
    ...unpacked,
    source: unpacked === undefined ? "PATH" : "cache",
  };
}

function programFolders(daemon: string, basedir: string | undefined): readonly string[] {
  if (basedir !== undefined) return [join(basedir, "bin"), join(basedir, "scripts")];
  const beside = dirname(daemon);
  return [
    beside,
    join(beside, "..", "bin"),
    join(beside, "..", "scripts"),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
}

/**
 * The command line client that belongs to a server, or one on PATH; undefined when there is none.
 */
export async function findClient(
  server: MysqlServer,
): Promise<{ program: string; libraryPath?: string } | undefined> {
  const names = server.flavour === "mariadb" ? ["mariadb", "mysql"] : ["mysql", "mariadb"];
  const own = await firstProgram(names, programFolders(server.daemon, server.basedir));
  if (own !== undefined)
    return {
      program: own,
      ...(server.libraryPath === undefined ? {} : { libraryPath: server.libraryPath }),
    };
  const other = await firstProgram(names, (process.env.PATH ?? "").split(delimiter));
  return other === undefined ? undefined : { program: other };
}

async function firstProgram(
  names: readonly string[],
  folders: readonly string[],
): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (folder.startsWith("/") && (await isProgram(path))) return path;
    }
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
