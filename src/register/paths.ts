import { existsSync, readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isPrivateFolder } from "./private-folder.ts";
import { fileInside, lookInside } from "./own-files.ts";

/**
 * Where files are: XDG base directories for our own, the current folder's `reports/runs` for what a
 * drill writes.
 */
export interface Paths {
  /** The package: scenarios/, fixtures/, reports/templates/. */
  readonly root: string;
  readonly state: string;
  readonly cache: string;
  readonly runs: string;
  /**
   * Where each drill makes a short private folder for its sockets: Unix socket paths end at about
   * 100 bytes.
   */
  readonly sockets: string;
}

type Env = Readonly<Record<string, string | undefined>>;

export function findPaths(env: Env, cwd: string): Paths {
  const state = xdg(env, "XDG_STATE_HOME", ".local/state");
  return {
    root: packageRoot(),
    state,
    cache: xdg(env, "XDG_CACHE_HOME", ".cache"),
    runs: resolve(cwd, env["GAMEDAY_RUNS"] ?? join("reports", "runs")),
    sockets: socketsFolder(env),
  };
}

/**
 * The folder that the system keeps for this user alone while they are logged in, else the shared
 * one, where names must not be guessable.
 */
function socketsFolder(env: Env): string {
  const given = env["XDG_RUNTIME_DIR"] ?? "";
  return isAbsolute(given) && isPrivateFolder(given) ? given : tmpdir();
}

function xdg(env: Env, name: string, fallback: string): string {
  const given = env[name];
  return join(
    given !== undefined && isAbsolute(given) ? given : join(env["HOME"] ?? homedir(), fallback),
    "gameday",
  );
}

/** The nearest parent folder that holds our scenarios: the clone, or the installed package. */
export function packageRoot(): string {
  for (let here = dirname(fileURLToPath(import.meta.url)); ; here = dirname(here)) {
    if (existsSync(join(here, "package.json")) && existsSync(join(here, "scenarios"))) return here;
    if (here === dirname(here)) throw new Error("paths: the package's own folder was not found");
  }
}

/**
 * A fixture program's file: the TypeScript source when we run from source, the compiled one
 * otherwise.
 */
export function shippedProgram(paths: Pick<Paths, "root">, name: string): string | undefined {
  const fromSource = import.meta.url.endsWith(".ts");
  const found = lookInside(
    fromSource ? join(paths.root, "fixtures") : join(paths.root, "dist", "fixtures"),
    `${name}.${fromSource ? "ts" : "js"}`,
  );
  return typeof found === "string" ? undefined : found.file;
}

/**
 * A program that comes with Gameday, or a file beside the scenario; GD-S003 when its name leads
 * outside.
 */
export function programFile(
  paths: Pick<Paths, "root">,
  scenarioFolder: string,
  name: string,
): string | undefined {
  return shippedProgram(paths, name) ?? fileInside([scenarioFolder], name);
}

/** A file's path relative to that folder; a file outside it keeps its full path. */
export function shownFrom(folder: string, file: string): string {
  const short = relative(folder, file);
  return short.startsWith("..") ? file : short;
}

/** Gameday's own version, from the package. */
export function version(): string {
  const { version: found } = JSON.parse(
    readFileSync(join(packageRoot(), "package.json"), "utf8"),
  ) as { version: string };
  return found;
}
