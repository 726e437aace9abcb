import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What programs load when they start: files of ours, and packages by name. Types are not loaded,
 * nor what is imported later.
 */
export function loadedBy(...programs: readonly string[]): {
  files: ReadonlySet<string>;
  packages: ReadonlySet<string>;
} {
  const [files, packages] = [new Set<string>(), new Set<string>()];
  const follow = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, from = ""] of readFileSync(file, "utf8").matchAll(
      /^(?:import|export) (?!type )[^;]*?from "([^"]+)";$/gm,
    )) {
      if (from.startsWith(".")) follow(resolve(dirname(file), from));
      else if (!from.startsWith("node:")) packages.add(from);
    }
  };
  for (const program of programs) follow(resolve(root, program));
  return { files: new Set([...files].map((file) => relative(root, file))), packages };
}
