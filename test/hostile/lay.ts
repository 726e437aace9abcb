import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Case } from "./case.ts";

/** What stands in the secret file: it must not be found in any place that a drill writes to. */
export const secret = "SECRET-a7c1e0";

/**
 * Writes a hostile file and all that belongs to it into a folder, and what it is after beside it:
 * in `outside`, which it knows as `called`.
 */
export function lay(
  { files, links = {}, pipes = [] }: Case,
  folder: string,
  outside: string,
  called = outside,
): void {
  mkdirSync(outside, { recursive: true });
  writeFileSync(join(outside, "private.key"), `${secret}\nkind: ${secret}\n`);
  writeFileSync(
    join(outside, "elsewhere.mjs"),
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(join(called, "ran"))}, "x");\n`,
  );
  writeFileSync(join(outside, "load.k6.js"), "export default () => {};\n");
  const placed = (text: string): string => text.replaceAll("OUTSIDE", called);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), placed(text));
  }
  for (const [name, target] of Object.entries(links))
    symlinkSync(placed(target), join(folder, name));
  for (const name of pipes) execFileSync("mkfifo", [join(folder, name)]);
}
