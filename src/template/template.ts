/** Handlebars with everything switched off that reaches beyond the view it is given. */
import Handlebars from "handlebars";

const knownHelpers = {
  each: true,
  if: true,
  unless: true,
  with: true,
  lookup: true,
  log: false,
  helperMissing: false,
  blockHelperMissing: false,
  json: true,
};
const strict = { strict: true, knownHelpers, knownHelpersOnly: true } as const;
const guarded = {
  allowProtoMethodsByDefault: false,
  allowProtoPropertiesByDefault: false,
} as const;

export interface TemplateOptions {
  /** Texts come out as they are; by default they are escaped for HTML. */
  readonly noEscape: boolean;
  /** What `{{> name}}` inserts, by name. */
  readonly partials?: ReadonlyMap<string, string>;
}

/** A template, ready to be filled; what is wrong with it is thrown at the first filling. */
export type Template = (view: object) => string;

/**
 * Makes templates that share their partials. A name that the view does not have is an error, and
 * so is a helper that is not Handlebars' own; `{{json name}}` writes a value as JSON.
 */
export function templates({
  noEscape,
  partials = new Map(),
}: TemplateOptions): (text: string) => Template {
  const engine = Handlebars.create();
  engine.registerHelper("json", (value: unknown) => JSON.stringify(value));
  for (const [name, text] of partials) engine.registerPartial(name, text);
  return (text) => {
    const fill = engine.compile(text, { ...strict, noEscape });
    return (view) => fill(view, guarded);
  };
}
