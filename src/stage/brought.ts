/**
 * What a scenario brings to be run on this machine: programs and k6 scripts beside its file.
 * Everything else that it says is data.
 */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import type { Plan } from "../plan/plan.ts";
import { ExpressionError } from "../scenario/expression.ts";
import { fill } from "../scenario/template.ts";
import { fileInside } from "../register/own-files.ts";
import { shippedProgram, type Paths } from "../register/paths.ts";

export interface Brought {
  /** As the scenario names them, sorted. */
  readonly programs: readonly string[];
  /** Of these files and of all that they name by a relative path: `sha256:…`. */
  readonly digest: string;
}

type Values = Plan["params"];
type Parts = Pick<Plan["scenario"], "stack" | "load">;

/**
 * Undefined when it brings nothing. GD-S003 when a name leads out of the scenario's folder once its
 * expressions are filled in, GD-S010 when there is no such file.
 */
export function broughtBy(
  paths: Pick<Paths, "root">,
  folder: string,
  scenario: Parts,
  params: Values,
): Brought | undefined {
  const programs = Object.values(scenario.stack)
    .flatMap((component) =>
      "program" in component ? [filled("a program", component.program, params)] : [],
    )
    .filter((name) => shippedProgram(paths, name) === undefined);
  const scripts = Object.values(scenario.load.journeys).flatMap(({ script }) =>
    script === undefined ? [] : [filled("a k6 script", script, params)],
  );
  const seeds = Object.values(scenario.stack).flatMap((component) =>
    "seed" in component && component.seed !== undefined
      ? [filled("a seed file", component.seed.sql, params)]
      : [],
  );
  for (const seed of seeds) fileOf([folder, join(paths.root, "fixtures")], seed);
  const all = [...new Set([...programs, ...scripts])].toSorted();
  return all.length === 0
    ? undefined
    : {
        programs: all,
        digest: digestOf(
          folder,
          all.map((name) => fileOf([folder], name)),
        ),
      };
}

/** By parameters alone: no one could have reviewed what a measurement would choose. */
function filled(what: string, name: string, params: Values): string {
  try {
    return String(fill(name, params));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new GamedayError(
      "GD-S012",
      `${what} cannot depend on a value that is only known during the drill: ${name}`,
      { hint: "write its name, or a parameter", cause: error },
    );
  }
}

function fileOf(folders: readonly string[], name: string): string {
  const file = fileInside(folders, name);
  if (file === undefined)
    throw new GamedayError("GD-S010", `no file ${JSON.stringify(name)} beside the scenario`);
  return file;
}

/** Files beyond these are not followed: no one has reviewed them either. */
const mostFiles = 2_000;

/**
 * Content and place of the files, and of what they name in quotes by a relative path, which is how
 * programs load one another.
 */
function digestOf(folder: string, files: readonly string[]): string {
  const seen = new Set(files);
  const hash = createHash("sha256");
  for (const file of seen) {
    const data = readFileSync(file);
    hash.update(`${relative(folder, file)}\0${data.length}\0`).update(data);
    const text = data.toString("utf8");
    for (const [, name = ""] of text.matchAll(/["'`](\.{1,2}\/[^"'`\n]{1,300})["'`]/g)) {
      const near = resolve(dirname(file), name);
      if (seen.size < mostFiles && isFile(near)) seen.add(near);
    }
  }
  return `sha256:${hash.digest("hex")}`;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
