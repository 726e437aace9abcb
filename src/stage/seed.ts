/** The SQL that a database of the stack begins with. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import { fileInside } from "../register/own-files.ts";
import type { Paths } from "../register/paths.ts";

/** Where a seed may lie: beside the scenario, or in fixtures/. */
export const seedFolders = (paths: Pick<Paths, "root">, folder: string): readonly string[] => [
  folder,
  join(paths.root, "fixtures"),
];

/**
 * The SQL text of a database's seed, beside the scenario or in fixtures/, placeholders filled;
 * GD-S003 when its name leads elsewhere.
 */
export function readSeed(
  paths: Paths,
  folder: string,
  sql: string,
  values: Readonly<Record<string, string | number | boolean>>,
): string {
  const file = fileInside(seedFolders(paths, folder), sql);
  if (file === undefined)
    throw new GamedayError("GD-S010", `no seed file "${sql}" beside the scenario or in fixtures/`);
  return readFileSync(file, "utf8").replaceAll(/\$\{([A-Za-z]\w*)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new GamedayError("GD-S012", `the seed ${sql} needs a value for ${whole}`, {
        hint: `give it under the component's seed: {sql: ${sql}, with: {${name}: …}}`,
      });
    return String(value);
  });
}
