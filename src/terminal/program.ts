/**
 * How this program is typed where the reader is: every hint says `gameday …`, and the edge spells
 * it so that it works as typed.
 */
import { realpathSync } from "node:fs";
import { basename, delimiter, dirname, join, relative } from "node:path";

export interface Invocation {
  /** The file that Node runs (`process.argv[1]`). */
  readonly entry: string;
  readonly cwd: string;
  /** `$PATH` */
  readonly path: string;
}

/**
 * `gameday` where that is this program on PATH, else a path to it, `npx gameday` or `npm run dev
 * --`; `gameday` too for an entry that is none of ours.
 */
export function programName({ entry, cwd, path }: Invocation): string {
  const real = realOf(entry);
  const root = real === undefined ? "" : dirname(dirname(real));
  if (real === join(root, "bin", "dev.js")) return "npm run dev --";
  if (real !== join(root, "bin", "run.js")) return plainName;
  const own = new Set([real, join(root, "bin", plainName)]);
  const onPath = path
    .split(delimiter)
    .filter((folder) => folder.startsWith("/") && !isPackageFolder(folder));
  const first = onPath
    .map((folder) => realOf(join(folder, plainName)))
    .find((file) => file !== undefined);
  if (first !== undefined && own.has(first)) return plainName;
  if (isPackageFolder(dirname(entry))) return `npx ${plainName}`;
  return typed(realOf(join(root, "bin", plainName)) ?? entry, root, cwd);
}

/**
 * A text with its commands as they are typed here. What is a command already, by a path or through
 * npx, stays as it is.
 */
export function spelled(text: string, program: string): string {
  return program === plainName ? text : text.replaceAll(command, program);
}

const plainName = "gameday";

/**
 * Followed by a subcommand or a flag: `gameday sev ack`, `gameday --help`; not a name that only
 * ends so, nor "gameday 0.1.0".
 */
const command = /(?<![\w./-]|npx )gameday(?= (?:[a-z]|--[a-z]))/g;

/** npm puts such a folder on PATH for its own children only. */
function isPackageFolder(folder: string): boolean {
  return basename(folder) === ".bin" && basename(dirname(folder)) === "node_modules";
}

/**
 * Relative inside the clone, absolute elsewhere; with a slash in it, so that a shell takes it for a
 * path.
 */
function typed(file: string, root: string, cwd: string): string {
  const inside = cwd === root || cwd.startsWith(`${root}/`);
  const near = relative(cwd, file);
  const within = near.includes("/") ? near : `./${near}`;
  const path = inside ? within : file;
  return /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function realOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
