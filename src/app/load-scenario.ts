import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { GamedayError } from "../kernel/error.ts";
import { faults } from "../fault/index.ts";
import { profiles } from "../incident/profile/index.ts";
import { probes } from "../probe/index.ts";
import type { Catalog } from "../scenario/catalog.ts";
import { checkScenario, parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Paths } from "./paths.ts";

export const catalog: Catalog = { faults, probes, profiles: Object.keys(profiles) };

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** What runs, but hardly as meant. */
  readonly warnings: readonly GamedayError[];
  readonly text: string;
  /** SHA-256 of the text, hex. */
  readonly digest: string;
  readonly file: string;
  readonly folder: string;
}

/** A shipped scenario by name, or any by path; GD-S001 with the nearest name when there is none. */
export function loadScenario(paths: Paths, nameOrFile: string, cwd: string): LoadedScenario {
  const file = findScenario(paths, nameOrFile, cwd);
  const text = readFileSync(file, "utf8");
  const shown = relative(cwd, file).startsWith("..") ? file : relative(cwd, file);
  const { scenario, warnings } = readScenario(text, shown);
  return { scenario, warnings, text, digest: createHash("sha256").update(text).digest("hex"), file, folder: dirname(file) };
}

function readScenario(text: string, shown: string): { scenario: Scenario; warnings: readonly GamedayError[] } {
  const { scenario, warnings } = checkScenario(text, shown, catalog);
  // Reading it again is how its mistakes become one error.
  return { scenario: scenario ?? parseScenario(text, shown, catalog), warnings };
}

function findScenario(paths: Paths, nameOrFile: string, cwd: string): string {
  if (/\.ya?ml$/.test(nameOrFile) || nameOrFile.includes("/")) {
    const file = resolve(cwd, nameOrFile);
    if (existsSync(file)) return file;
    throw new GamedayError("GD-S001", `no file ${nameOrFile}`, { hint: "gameday scenario list shows those that come with Gameday" });
  }
  const file = join(paths.root, "scenarios", `${nameOrFile}.yaml`);
  if (existsSync(file)) return file;
  const near = didYouMean(nameOrFile, shippedScenarios(paths));
  throw new GamedayError("GD-S001", `no scenario "${nameOrFile}"`, { hint: near === undefined ? "gameday scenario list shows all; a file needs its ending .yaml" : `did you mean "${near}"?` });
}

/** Names of the scenarios that come with Gameday. */
export function shippedScenarios(paths: Paths): readonly string[] {
  return readdirSync(join(paths.root, "scenarios")).filter((file) => file.endsWith(".yaml")).map((file) => basename(file, ".yaml")).toSorted();
}

/** The SQL text of a database's seed, beside the scenario or in fixtures/, placeholders filled. */
export function readSeed(paths: Paths, folder: string, sql: string, values: Readonly<Record<string, string | number | boolean>>): string {
  const file = [resolve(folder, sql), join(paths.root, "fixtures", sql)].find((candidate) => existsSync(candidate));
  if (file === undefined) throw new GamedayError("GD-S010", `no seed file "${sql}" beside the scenario or in fixtures/`);
  return readFileSync(file, "utf8").replaceAll(/\$\{([A-Za-z]\w*)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new GamedayError("GD-S012", `the seed ${sql} needs a value for ${whole}`, { hint: `give it under the component's seed: {sql: ${sql}, with: {${name}: …}}` });
    return String(value);
  });
}
