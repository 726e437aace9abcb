import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { readSummary } from "../metrics/read-summary.ts";
import type { JudgedSummary } from "../metrics/run-line.ts";
import type { Paths } from "./paths.ts";
import { Registry } from "./registry.ts";

/** A run that could not be read, and why. */
export interface SkippedRun {
  readonly drill: string;
  readonly runFolder: string;
  readonly why: string;
}

interface KnownRun {
  readonly drill: string;
  readonly runFolder: string;
  readonly running: boolean;
  readonly registered: boolean;
}

/**
 * Passes on every finished run of the register and of this folder's `reports/runs`, one at a time;
 * returns those it skipped. Reads no journal.
 */
export function eachSummary(
  paths: Paths,
  take: (summary: JudgedSummary, runFolder: string) => void,
): readonly SkippedRun[] {
  return knownRuns(paths).flatMap(({ drill, runFolder, running, registered }) => {
    // A running drill has no summary yet, and a folder without a plan is no run.
    if (running || (!registered && !existsSync(join(runFolder, "plan.json")))) return [];
    try {
      take(summaryOf(runFolder), runFolder);
      return [];
    } catch (error) {
      return [{ drill, runFolder, why: whyNot(runFolder, error) }];
    }
  });
}

/** The summary of a finished run; throws with the reason when it cannot be used. */
export function summaryOf(runFolder: string): JudgedSummary {
  return readSummary(readFileSync(join(runFolder, "summary.json"), "utf8"));
}

/** Each folder once, whether it is known from the register, from here or from both. */
function knownRuns(paths: Paths): readonly KnownRun[] {
  const registry = new Registry(paths.state);
  const entries = registry.list();
  const faults = new Set(
    entries.filter(({ kind }) => kind === "fault").map(({ runFolder }) => real(runFolder)),
  );
  const registered = entries
    .filter(({ kind }) => kind !== "fault")
    .map((entry): KnownRun => ({
      drill: entry.drill,
      runFolder: entry.runFolder,
      running: registry.life(entry) === "running",
      registered: true,
    }));
  const here = foldersIn(paths.runs).map((name): KnownRun => ({
    drill: name,
    runFolder: join(paths.runs, name),
    running: false,
    registered: false,
  }));
  const seen = new Set(faults);
  return [...registered, ...here].filter(({ runFolder }) => {
    const folder = real(runFolder);
    return !seen.has(folder) && seen.add(folder);
  });
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** Why a run cannot be read, and what to do about it. */
export function whyNot(runFolder: string, error: unknown): string {
  if (!existsSync(runFolder)) return "its folder was deleted";
  if (!existsSync(join(runFolder, "summary.json")))
    return `it has no summary; build it: gameday report build ${basename(runFolder)}`;
  return (
    "its summary is damaged " +
    `(${error instanceof Error ? error.message.split("\n", 1)[0] : String(error)}); ` +
    `rebuild it: gameday report build ${basename(runFolder)}`
  );
}
