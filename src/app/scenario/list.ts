import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readHeading, type Heading } from "../../scenario/heading.ts";
import type { Paths } from "../../register/paths.ts";

/** The scenarios that come with Gameday, easiest first. */
export function listScenarios(paths: Paths): readonly Heading[] {
  const folder = join(paths.root, "scenarios");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => readHeading(readFileSync(join(folder, file), "utf8")))
    .toSorted((a, b) => a.difficulty - b.difficulty || a.id.localeCompare(b.id));
}

/** Names of the scenarios that people respond to; a Test needs no one. */
export function shippedDrills(paths: Paths): readonly string[] {
  return listScenarios(paths)
    .filter(({ kind }) => kind === "Drill")
    .map(({ id }) => id)
    .toSorted();
}
