/**
 * Server programs of the distribution that a stack may need beside its database: found on PATH, or
 * unpacked into our cache without root and without a service being started. One value of
 * `DistroProgram` for each.
 */
import { access, constants, readdir, realpath } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { libraryFolders } from "../../../mysql/server/find.ts";
import { lastLines, runCommand } from "../../../mysql/server/command.ts";

/** What to look for, and what to unpack where it is missing. */
export interface DistroProgram {
  /** Its own name, also its folder's in the cache. */
  readonly name: string;
  /** Names under which it may lie in a folder of programs, the best first. */
  readonly files: readonly string[];
  /** Arguments that make it print its version and end. */
  readonly versionArgs: readonly string[];
  /** The version in what it printed. */
  readonly version: RegExp;
  /** Folders of versions in which a distribution keeps it away from PATH, the newest first. */
  readonly versions?: string;
  /** Debian packages that hold it, and for people the commands that install it elsewhere. */
  readonly packages: readonly string[];
  readonly install: string;
}

export interface FoundProgram {
  /** Absolute path. */
  readonly program: string;
  readonly version: string;
  /** For LD_LIBRARY_PATH, when it comes from unpacked packages. */
  readonly libraryPath?: string;
  readonly source: "PATH" | "cache";
}

/** Where distributions put servers outside of `$PATH`. */
const wellKnown = [
  "/usr/sbin",
  "/usr/local/sbin",
  "/usr/bin",
  "/usr/local/bin",
  "/opt/homebrew/bin",
];

/** Where unpacked programs lie: a folder for each, laid out as a system's root. */
export function unpackedFolder(cacheDir: string, { name }: Pick<DistroProgram, "name">): string {
  return join(cacheDir, "programs", name);
}

/**
 * The first one that prints its version: on PATH and in the usual folders, then unpacked in our
 * cache. `tried` says why others were passed over.
 */
export async function findProgram(
  what: DistroProgram,
  cacheDir: string,
  path = process.env["PATH"] ?? "",
): Promise<{ readonly found?: FoundProgram; readonly tried: readonly string[] }> {
  const tried: string[] = [];
  const onSystem = [...path.split(delimiter), ...wellKnown].filter((folder) =>
    folder.startsWith("/"),
  );
  onSystem.push(...(await versionFolders("/", what)));
  for (const file of await programsIn(new Set(onSystem), what)) {
    const version = await versionOf(what, file, undefined, tried);
    if (version !== undefined) return { found: { program: file, version, source: "PATH" }, tried };
  }
  const found = await inspectUnpacked(what, unpackedFolder(cacheDir, what), tried);
  if (found === undefined && tried.length === 0)
    tried.push(`no ${what.files.join(" or ")} on PATH or in the cache`);
  return found === undefined ? { tried } : { found, tried };
}

/** The program in a folder of unpacked packages, when it runs from there. */
export async function inspectUnpacked(
  what: DistroProgram,
  root: string,
  tried: string[],
): Promise<FoundProgram | undefined> {
  const folders = ["usr/sbin", "usr/bin", "sbin", "bin"].map((folder) => join(root, folder));
  folders.push(...(await versionFolders(root, what)));
  const libraryPath = (await libraryFolders(root)).join(":");
  for (const program of await programsIn(new Set(folders), what)) {
    const version = await versionOf(what, program, libraryPath, tried);
    if (version !== undefined)
      return { program, version, source: "cache", ...(libraryPath === "" ? {} : { libraryPath }) };
  }
  return undefined;
}

/** The environment that a program needs to find its libraries. */
export function programEnvironment(
  { libraryPath }: Pick<FoundProgram, "libraryPath">,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return libraryPath === undefined ? env : { ...env, LD_LIBRARY_PATH: libraryPath };
}

/** `/usr/lib/postgresql/15/bin` below a root, the newest version first. */
async function versionFolders(
  root: string,
  { versions }: DistroProgram,
): Promise<readonly string[]> {
  if (versions === undefined) return [];
  const folder = join(root, versions);
  const names = await readdir(folder).catch(() => []);
  return names
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(folder, version, "bin"));
}

async function programsIn(
  folders: ReadonlySet<string>,
  { files }: DistroProgram,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const names = new Set(await readdir(folder).catch(() => []));
    for (const file of files.filter((name) => names.has(name))) {
      const program = join(folder, file);
      const whole = await realpath(program).catch(() => undefined);
      const runs =
        whole !== undefined &&
        (await access(whole, constants.X_OK).then(
          () => true,
          () => false,
        ));
      if (runs) found.push(program);
    }
  }
  return found;
}

async function versionOf(
  what: DistroProgram,
  program: string,
  libraryPath: string | undefined,
  tried: string[],
): Promise<string | undefined> {
  const env = programEnvironment(
    libraryPath === undefined || libraryPath === "" ? {} : { libraryPath },
    process.env,
  );
  const { stdout, stderr } = await runCommand(program, what.versionArgs, { env }).catch(
    (error: unknown) => ({ stdout: "", stderr: String(error) }),
  );
  const version = what.version.exec(`${stdout}\n${stderr}`)?.[1];
  if (version === undefined)
    tried.push(`${program} does not report its version: ${lastLines(stderr || stdout, 2)}`);
  return version;
}
