/**
 * From a file's text to an organisation. Reports every mistake in one go, each with its line, as
 * scenarios do.
 */
import { GamedayError } from "../kernel/error.ts";
import { inOrder } from "../scenario/error-list.ts";
import { explain } from "../scenario/explain.ts";
import { Layers, wholeFile } from "../scenario/layers.ts";
import { Locator } from "../scenario/locate.ts";
import { isMap, merge } from "../scenario/merge.ts";
import { label, nameHint, quoted, type Mistake, type Path } from "../scenario/mistake.ts";
import { nameOfType } from "../scenario/schema-walk.ts";
import { recoverAs } from "../scenario/recover.ts";
import { readYaml } from "../scenario/read-yaml.ts";
import { Source } from "../scenario/source.ts";
import type { Organisation } from "./organisation.ts";
import { presetNames } from "./preset-names.ts";
import { checkReferences } from "./references.ts";
import { resolveOrganisation } from "./resolve.ts";
import { checkRotations } from "./rotation/check.ts";
import { targetMistakes } from "./targets.ts";
import { organisationSchema, type OrganisationFile } from "./schema.ts";

/** The text of a preset, and what its file is called in messages. */
export type PresetReader = (name: string) => { readonly text: string; readonly file: string };

export interface CheckedOrganisation {
  /** Undefined when there are errors. */
  readonly organisation: Organisation | undefined;
  /** In order of lines. */
  readonly errors: readonly GamedayError[];
  /** The file as it is once it is laid over its preset; empty when it cannot be read. */
  readonly whole: Fields;
  /** Every file that it is made of, its own first. */
  readonly sheets: readonly OrganisationSheet[];
}

export interface OrganisationSheet {
  readonly file: string;
  readonly value: unknown;
  readonly locator: Locator;
}

/** Reads an organisation, and says everything that is wrong with it. */
export function checkOrganisation(
  text: string,
  file: string,
  preset: PresetReader,
): CheckedOrganisation {
  const { sheets, errors } = readSheets(text, file, preset, []);
  const [own] = sheets;
  if (own === undefined || errors.length > 0)
    return { organisation: undefined, errors: inOrder(errors, file), whole: {}, sheets };
  const layers = new Layers(sheets.map(({ locator }) => wholeFile(locator)));
  const whole = merged(sheets);
  const { organisation, mistakes } = check(whole, complete(preset));
  return {
    organisation: mistakes.length === 0 ? organisation : undefined,
    errors: inOrder(
      mistakes.map((mistake) => layers.error(mistake)),
      file,
    ),
    whole: isMap(whole) ? whole : {},
    sheets,
  };
}

function readSheets(
  text: string,
  file: string,
  preset: PresetReader,
  over: readonly string[],
): { sheets: readonly OrganisationSheet[]; errors: readonly GamedayError[] } {
  const source = new Source(text, file);
  const yaml = readYaml(source, words);
  const locator = new Locator(source, yaml);
  if (yaml.value === undefined) return { sheets: [], errors: yaml.errors };
  const own = { file, value: yaml.value, locator };
  const base = isMap(yaml.value) ? yaml.value["extends"] : undefined;
  if (base === undefined) return { sheets: [own], errors: yaml.errors };
  if (typeof base !== "string" || !presetNames.includes(base) || over.includes(base))
    return { sheets: [own], errors: [...yaml.errors, locator.error(unknownPreset(base))] };
  const below = preset(base);
  const under = readSheets(below.text, below.file, preset, [...over, base]);
  return { sheets: [own, ...under.sheets], errors: [...yaml.errors, ...under.errors] };
}

function unknownPreset(base: unknown): Mistake {
  return {
    code: "GD-S010",
    path: ["extends"],
    message: `unknown preset ${quoted(base)}`,
    hint: nameHint(typeof base === "string" ? base : "", presetNames, "presets"),
  };
}

/** The whole that the files make: the last is the lowest. */
function merged(sheets: readonly OrganisationSheet[]): unknown {
  return sheets
    .map(({ value }) => value)
    .reduceRight((base, over) => merge(base, over, organisationSchema));
}

/** Stands in for parts that cannot be read, so that the others are checked all the same. */
function complete(preset: PresetReader): Fields {
  const { text, file } = preset("gremlin");
  const { value } = readYaml(new Source(text, file));
  return isMap(value) ? value : {};
}

type Fields = Readonly<Record<string, unknown>>;

function check(
  raw: unknown,
  instead: Fields,
): { organisation: Organisation | undefined; mistakes: readonly Mistake[] } {
  if (!isMap(raw))
    return {
      organisation: undefined,
      mistakes: [
        {
          code: "GD-S003",
          path: [],
          message: `an organisation is a map of fields, not ${nameOfType(raw)}`,
          hint: "start from one: gameday org show",
        },
      ],
    };
  const refused = explain(organisationSchema, raw, [], called);
  const left = recoverAs(organisationSchema, raw, instead);
  if (left === undefined) return { organisation: undefined, mistakes: refused };
  const organisation = resolveOrganisation(left);
  return {
    organisation,
    mistakes: [
      ...refused,
      ...checkReferences(left, raw),
      ...rotationMistakes(left),
      ...targetMistakes(left, organisation.profile),
    ],
  };
}

function rotationMistakes({
  rotations,
  people,
  roles,
  services,
  onCall: { commander },
}: OrganisationFile): readonly Mistake[] {
  return checkRotations(rotations, {
    people: Object.keys(people),
    roles: Object.keys(roles),
    services: Object.keys(services),
    commander: { role: commander, title: roles[commander]?.title ?? commander },
  });
}

const called = (path: Path): string => (path.length === 0 ? "the organisation" : label(path));

const words = { what: "an organisation", start: "start from one: gameday org show" };
