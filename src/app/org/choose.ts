import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import type { Organisation } from "../../org/organisation.ts";
import { presetNames } from "../../org/preset-names.ts";
import { checkOrganisation, type CheckedOrganisation } from "../../org/read.ts";
import { shownFrom } from "../../register/paths.ts";
import { findPreset, readPreset } from "../../register/presets.ts";
import { inOne } from "../../scenario/parse.ts";

/** Where an organisation's file is, from the folder that a team works in. */
export const usualFile = join("gameday", "org.yaml");

export interface ChosenOrganisation {
  readonly organisation: Organisation;
  /** Why this one, for people; after its id. */
  readonly why: string;
}

export interface OrganisationWish {
  /** `--org`: a file, or a preset's name. */
  readonly given: string | undefined;
  /** What the scenario itself asks for. */
  readonly profile: string | undefined;
  /** The same on every machine: a Test, a CI, `scenario test`. */
  readonly reproducible: boolean;
}

/**
 * The organisation of a run: the one that is given, the scenario's own, the file that is found
 * upwards from the working folder, or `gremlin`.
 */
export function chooseOrganisation(cwd: string, wish: OrganisationWish): ChosenOrganisation {
  const { given, profile, reproducible } = wish;
  if (given === undefined && profile !== undefined)
    return { organisation: findPreset(profile), why: "the scenario's profile" };
  if (given === undefined && reproducible)
    return { organisation: findPreset("gremlin"), why: "the default of Tests and of CI" };
  const { why, ...located } = locateOrganisation(cwd, given);
  const { organisation, errors } = readLocated(located);
  if (organisation === undefined) throw inOne(errors, located.file);
  return { organisation, why };
}

export interface LocatedOrganisation {
  readonly text: string;
  /** Its file as messages call it. */
  readonly file: string;
  readonly why: string;
}

/** The file of the organisation that is given, or found, or `gremlin`. */
export function locateOrganisation(cwd: string, given: string | undefined): LocatedOrganisation {
  if (given !== undefined) return { ...named(cwd, given), why: `--org ${given}` };
  const found = findUpwards(cwd);
  if (found === undefined) return { ...readPreset("gremlin"), why: "the default" };
  const file = shownFrom(cwd, found);
  return { text: readFileSync(found, "utf8"), file, why: `found in ${file}` };
}

export function readLocated({ text, file }: Omit<LocatedOrganisation, "why">): CheckedOrganisation {
  return checkOrganisation(text, file, readPreset);
}

function named(cwd: string, given: string): Omit<LocatedOrganisation, "why"> {
  if (presetNames.includes(given)) return readPreset(given);
  const file = resolve(cwd, given);
  if (existsSync(file)) return { text: readFileSync(file, "utf8"), file: shownFrom(cwd, file) };
  throw new GamedayError("GD-S001", `no organisation file ${given}`, {
    hint: `start from one: gameday org show; or take a preset: ${presetNames.join(", ")}`,
  });
}

/** The nearest `gameday/org.yaml` in the folder or one that holds it. */
function findUpwards(cwd: string): string | undefined {
  for (let here = resolve(cwd); ; here = dirname(here)) {
    const file = join(here, usualFile);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
    if (here === dirname(here)) return undefined;
  }
}
