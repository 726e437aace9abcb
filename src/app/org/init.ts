import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { draftText, type OrganisationDraft } from "../../org/draft.ts";
import { checkOrganisation } from "../../org/read.ts";
import { weaknessesOf, type Weakness } from "../../org/weak.ts";
import { packageRoot } from "../../register/paths.ts";
import { findPreset, readPreset } from "../../register/presets.ts";
import { inOne } from "../../scenario/parse.ts";
import { usualFile } from "./choose.ts";

/** Refuses before anything is asked that a file would be overwritten. */
export function mayWrite(cwd: string, force: boolean): void {
  if (existsSync(resolve(cwd, usualFile)) && !force)
    throw new GamedayError("GD-C001", `${usualFile} already exists`, {
      hint: "gameday org check says what is weak in it; use --force to overwrite it",
    });
}

/** Writes `gameday/org.yaml` once it is valid; what is weak in it is said. */
export function writeOrganisation(
  cwd: string,
  draft: OrganisationDraft,
  force: boolean,
): { readonly file: string; readonly text: string; readonly weak: readonly Weakness[] } {
  mayWrite(cwd, force);
  const file = resolve(cwd, usualFile);
  const schema = relative(
    dirname(file),
    join(packageRoot(), "schemas", "organisation.schema.json"),
  );
  const text = draftText(draft, findPreset(draft.base), schema);
  const { organisation, errors } = checkOrganisation(text, usualFile, readPreset);
  if (organisation === undefined) throw inOne(errors, usualFile);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return { file: usualFile, text, weak: weaknessesOf(organisation) };
}
