import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What a program loads when it starts: files of ours, and packages by name. Types are not loaded,
 * nor what is imported later.
 */
function loadedBy(program: string): { files: ReadonlySet<string>; packages: ReadonlySet<string> } {
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
  follow(resolve(root, program));
  return { files: new Set([...files].map((file) => relative(root, file))), packages };
}

it("a watchdog sleeps beside every drill: it loads no package, and few files", () => {
  const { files, packages } = loadedBy("src/app/run/watchdog-process.ts");
  expect([...packages]).toEqual([]);
  expect(files).toContain("src/watch/guard.ts");
  expect(files.size).toBeLessThan(60);
  expect(
    [...files].filter((file) => /runtime\/(docker|sim)|proxy|report|scenario\//.test(file)),
  ).toEqual([]);
});
