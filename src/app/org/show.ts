import { inOne } from "../../scenario/parse.ts";
import { organisationJsonSchema } from "../../org/json-schema.ts";
import type { Organisation } from "../../org/organisation.ts";
import { showOrganisation } from "../../org/show.ts";
import { locateOrganisation, readLocated } from "./choose.ts";

export interface ShownOrganisation {
  /** Which it is, and why this one. */
  readonly why: string;
  readonly file: string;
  readonly organisation: Organisation;
  /** As YAML, with where each part comes from. */
  readonly text: string;
}

/** The organisation that a run in this folder would have, or the one that is named. */
export function shownOrganisation(cwd: string, given: string | undefined): ShownOrganisation {
  const { why, ...located } = locateOrganisation(cwd, given);
  const { organisation, errors, whole, sheets } = readLocated(located);
  if (organisation === undefined) throw inOne(errors, located.file);
  return { why, file: located.file, organisation, text: showOrganisation(whole, sheets) };
}

export function schemaText(): string {
  return JSON.stringify(organisationJsonSchema(), null, 2);
}
