/**
 * The programs of the shipped stacks, and the packages that they need: what the app image is made
 * of.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Paths } from "../register/paths.ts";

/**
 * The folder of the programs: the TypeScript source when we run from source, the compiled ones
 * otherwise.
 */
export function programsFolder(paths: Pick<Paths, "root">): string {
  return import.meta.url.endsWith(".ts")
    ? join(paths.root, "fixtures")
    : join(paths.root, "dist", "fixtures");
}

interface ProgramFile {
  /** Below `/app` in the image. */
  readonly name: string;
  readonly data: Buffer;
}

/** Everything below `/app`, in the order of names. */
export function appFiles(paths: Pick<Paths, "root">): readonly ProgramFile[] {
  const folder = programsFolder(paths);
  const programs = filesIn(folder, (name) => /\.(ts|js)$/.test(name)).filter(
    (file) => !/^(images|tools)\//.test(relative(folder, file)),
  );
  const imported = new Set(
    programs.flatMap((file) =>
      [
        ...readFileSync(file, "utf8").matchAll(
          /\bfrom "([@a-z0-9][^"$ ]*)"|\bimport\("([@a-z0-9][^"$ ]*)"\)/g,
        ),
      ].map(([, name, lazy]) => name ?? lazy ?? ""),
    ),
  );
  const packages = closure(
    [...imported].filter((name) => !name.startsWith("node:")).map(packageName),
    folder,
  );
  const own = programs.map((file): ProgramFile => ({
    name: `programs/${relative(folder, file)}`,
    data: readFileSync(file),
  }));
  const theirs = [...packages].flatMap(([name, from]) =>
    filesIn(from, needed).map((file): ProgramFile => ({
      name: `node_modules/${name}/${relative(from, file)}`,
      data: readFileSync(file),
    })),
  );
  return [
    ...own,
    ...theirs,
    { name: "package.json", data: Buffer.from('{"type":"module","private":true}\n') },
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Identifies a version of the programs. */
export function programsDigest(files: readonly ProgramFile[]): string {
  const hash = createHash("sha256");
  for (const { name, data } of files) hash.update(name).update("\0").update(data).update("\0");
  return hash.digest("hex").slice(0, 12);
}

/** What runs, without types, maps and tests. */
function needed(name: string): boolean {
  return (
    /\.(js|cjs|mjs|json|node)$/.test(name) && !/(^|\/)(test|tests|docs|benchmarks?)\//.test(name)
  );
}

/** `mysql2/promise` → `mysql2`; `@a/b/c` → `@a/b`. */
function packageName(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/**
 * Package → its folder, with those that they need in turn. Each is there once: ours need no two
 * versions of anything.
 */
function closure(names: readonly string[], from: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (name: string, near: string): void => {
    if (found.has(name) || name.startsWith("@types/")) return;
    const folder = packageFolder(name, near);
    found.set(name, folder);
    const { dependencies = {} } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    ) as { dependencies?: Record<string, string> };
    for (const dependency of Object.keys(dependencies)) add(dependency, folder);
  };
  for (const name of names) add(name, from);
  return found;
}

function packageFolder(name: string, near: string): string {
  for (let here = near; ; here = dirname(here)) {
    const folder = join(here, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) return folder;
    if (here === dirname(here)) throw new Error(`programs: the package ${name} is not installed`);
  }
}

function filesIn(folder: string, wanted: (name: string) => boolean): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesIn(path, wanted);
    return entry.isFile() && wanted(path) ? [path] : [];
  });
}
