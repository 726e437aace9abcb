import { seedFolders } from "../../stage/seed.ts";
import { createHash } from "node:crypto";
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { Catalog } from "../../scenario/catalog.ts";
import { checkScenario, checkVariants, inOne, type CheckedScenario } from "../../scenario/parse.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { StackReader } from "../../scenario/sheets.ts";
import { catalog } from "./catalog.ts";
import { fileInside, lookInside } from "../../register/own-files.ts";
import { unfitCertificates } from "../../stage/own-tls.ts";
import { shippedProgram, shownFrom, type Paths } from "../../register/paths.ts";

/** The programs of `fixtures/` that a stack can start, and what each requires. */
const programs: ReadonlyMap<string, readonly string[] | "one"> = new Map<
  string,
  readonly string[] | "one"
>([
  ["shop/api", "one"],
  ["shop/control-room", []],
  ["shop/dbhop", "one"],
  ["shop/dns", []],
  ["shop/edge", ["dns"]],
  ["shop/gateway", "one"],
  ["shop/orders", ["control"]],
  ["shop/support", ["api"]],
  ["shop/www", "one"],
  ["tickets/box-office", ["db"]],
]);

/** The catalogue for a scenario's file, which may name others beside it. */
function catalogFor(paths: Paths, file: string): Catalog {
  const folder = dirname(file);
  const look = {
    program: (name: string) =>
      shippedProgram(paths, name) === undefined ? lookInside(folder, name) : "there",
    sql: (name: string) =>
      seedFolders(paths, folder)
        .map((each) => lookInside(each, name))
        .find((found) => found !== "missing") ?? "missing",
    script: (name: string) => lookInside(folder, name),
    ca: (name: string) => {
      const found = lookInside(folder, name);
      return typeof found === "string" ? found : (unfitCertificates(folder, name) ?? found);
    },
  };
  return {
    ...catalog,
    files: {
      programs,
      look: (kind, name) => {
        const found = look[kind](name);
        return typeof found === "object" && "file" in found ? "there" : found;
      },
    },
  };
}

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** What runs, but probably not as intended. */
  readonly warnings: readonly GamedayError[];
  readonly text: string;
  /** The other files that it refers to, by the names that it uses. */
  readonly parts: CheckedScenario["parts"];
  /** Which of its variants it is; undefined when it has none. */
  readonly variant: string | undefined;
  /** All of them, the default one first. */
  readonly variants: readonly string[];
  /** The titles of those variants that have one: not for players. */
  readonly titles: Readonly<Record<string, string>>;
  /** SHA-256 of the text and of its parts' after it; hex. */
  readonly digest: string;
  readonly file: string;
  readonly folder: string;
}

/**
 * A shipped scenario by name, or any by path, in one of its variants (`region-failure/gray`, or
 * named apart); GD-S001 with the nearest name when there is none, GD-S010 when it has no such
 * variant.
 */
export function loadScenario(
  paths: Paths,
  nameOrFile: string,
  cwd: string,
  wanted?: string,
): LoadedScenario {
  const { file, variant } = findScenario(paths, nameOrFile, cwd);
  if (variant !== undefined && wanted !== undefined && variant !== wanted)
    throw new GamedayError("GD-C001", `${nameOrFile} names one variant, and --variant another`);
  return load(paths, file, cwd, (text, shown, stack) =>
    checkScenario(text, shown, catalogFor(paths, file), { stack, variant: wanted ?? variant }),
  );
}

/**
 * The same, but checks every variant unless one is named, so that an error in any of them is
 * reported.
 */
export function validateScenario(paths: Paths, nameOrFile: string, cwd: string): LoadedScenario {
  const { file, variant } = findScenario(paths, nameOrFile, cwd);
  if (variant !== undefined) return loadScenario(paths, nameOrFile, cwd);
  return load(paths, file, cwd, (text, shown, stack) =>
    checkVariants(text, shown, catalogFor(paths, file), { stack }),
  );
}

function load(
  paths: Paths,
  file: string,
  cwd: string,
  check: (text: string, shown: string, stack: StackReader) => CheckedScenario,
): LoadedScenario {
  const text = readFileSync(file, "utf8");
  const shown = shownFrom(cwd, file);
  const { scenario, warnings, errors, variant, variants, titles, parts } = check(
    text,
    shown,
    stackReader(paths, dirname(file), cwd),
  );
  if (scenario === undefined) throw inOne(errors, shown);
  const hash = createHash("sha256").update(text);
  for (const part of parts) hash.update(part.text);
  return {
    scenario,
    warnings,
    text,
    parts,
    variant,
    variants,
    titles,
    digest: hash.digest("hex"),
    file,
    folder: dirname(file),
  };
}

/** Reads stack files: beside the scenario, or among those that come with Gameday. */
export function stackReader(paths: Paths, folder: string, cwd: string): StackReader {
  const folders = [...new Set([folder, join(paths.root, "scenarios")])];
  return (name) => {
    const file = fileInside(folders, name);
    if (file !== undefined) return { text: readFileSync(file, "utf8"), file: shownFrom(cwd, file) };
    const isStack = (each: string, found: string): boolean =>
      fileInside([each], found) !== undefined &&
      /^kind:\s*Stack\b/m.test(readFileSync(join(each, found), "utf8"));
    return {
      known: [
        ...new Set(
          folders.flatMap((each) =>
            globSync("{stacks/,}*.yaml", { cwd: each }).filter(
              (found) => lookInside(each, found) !== "elsewhere" && isStack(each, found),
            ),
          ),
        ),
      ].toSorted(),
    };
  };
}

/** A scenario is named by its file, or else it is one that comes with Gameday. */
export function isFile(nameOrFile: string): boolean {
  return /\.ya?ml$/.test(nameOrFile);
}

/** `mine.yaml`, `hot-mysql`, and either with `/VARIANT` after it. */
function findScenario(
  paths: Paths,
  nameOrFile: string,
  cwd: string,
): { file: string; variant?: string } {
  if (isFile(nameOrFile)) {
    const file = resolve(cwd, nameOrFile);
    if (existsSync(file)) return { file };
    throw new GamedayError("GD-S001", `no file ${nameOrFile}`, {
      hint: "gameday scenario list shows the shipped ones",
    });
  }
  const [, before, variant] = /^([a-z0-9-]+|.+\.ya?ml)\/([a-z][a-z0-9-]*)$/.exec(nameOrFile) ?? [];
  if (before !== undefined && variant !== undefined)
    return { file: findScenario(paths, before, cwd).file, variant };
  if (nameOrFile.includes("/"))
    throw new GamedayError("GD-S001", `no file ${nameOrFile}`, {
      hint: "a scenario file must end in .yaml; gameday scenario list shows the shipped ones",
    });
  const file = join(paths.root, "scenarios", `${nameOrFile}.yaml`);
  if (existsSync(file)) return { file };
  const near = didYouMean(nameOrFile, shippedScenarios(paths));
  throw new GamedayError("GD-S001", `no scenario "${nameOrFile}"`, {
    hint:
      near === undefined
        ? "gameday scenario list shows all; for a file, include the ending .yaml"
        : `did you mean "${near}"?`,
  });
}

/** The titles of some scenarios' variants, to choose one from. */
export function variantTitles(
  paths: Paths,
  scenarios: readonly string[],
): Readonly<Record<string, LoadedScenario["titles"]>> {
  return Object.fromEntries(
    scenarios.map((id) => [id, loadScenario(paths, id, paths.root).titles]),
  );
}

/** Names of the scenarios that come with Gameday. */
export function shippedScenarios(paths: Paths): readonly string[] {
  return readdirSync(join(paths.root, "scenarios"))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .toSorted();
}
