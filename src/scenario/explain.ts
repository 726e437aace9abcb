/** Turns what a schema has against a value into mistakes that a person can act on. */
import { z } from "zod";
import { kebab } from "../kernel/id.ts";
import { isMap } from "./merge.ts";
import { label, nameHint, nearName, oneOf, quoted, type Mistake, type Path } from "./mistake.ts";
import { duration } from "./schema/basics.ts";
import {
  fieldsOf,
  isThis,
  meantOption,
  nameOfType,
  namesOf,
  neededFields,
  optionsOf,
  schemaAt,
  typeName,
  valueAt,
  type Schema,
} from "./schema-walk.ts";

type Issue = z.core.$ZodIssue;

/** A value with its schema and its path in the file. */
interface Subject {
  readonly schema: Schema;
  readonly value: unknown;
  readonly path: Path;
  readonly called: (path: Path) => string;
}

/**
 * Everything that a schema has against a value; empty when it fits. `called`: a path's name in
 * messages.
 */
export function explain(
  schema: Schema,
  value: unknown,
  path: Path = [],
  called: (path: Path) => string = label,
): readonly Mistake[] {
  const result = z.safeParse(schema, value, { error: () => wordless });
  return result.success ? [] : explainIssues({ schema, value, path, called }, result.error.issues);
}

/** The message of an issue for which the schema has no words of its own. */
const wordless = "";

/** The mistakes behind the issues of one failed check. */
function explainIssues(subject: Subject, issues: readonly Issue[]): readonly Mistake[] {
  const mistakes = issues.flatMap((issue) => explainIssue(subject, issue));
  // A mistyped field is both unknown and missing: report it once.
  const meant = new Set(
    mistakes.flatMap(({ path, details }) =>
      details?.is === "misspelt" ? [at(path.slice(0, -1), details.meant)] : [],
    ),
  );
  return mistakes.filter(
    ({ path, details }) => details?.is !== "missing" || !meant.has(at(path, details.field)),
  );
}

const at = (path: Path, field: string): string => JSON.stringify([...path, field]);

function explainIssue(subject: Subject, issue: Issue): readonly Mistake[] {
  const local = issue.path as (string | number)[];
  const path = [...subject.path, ...local];
  const value = valueAt(subject.value, local);
  const schema = schemaAt(subject.schema, local, subject.value);
  if (value === undefined && local.length > 0 && issue.code !== "unrecognized_keys")
    return [missing(subject, path, issue)];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownField(schema, value, path, key));
    case "invalid_union":
      return "discriminator" in issue && issue.discriminator !== undefined
        ? [wrongOption(subject, allowedValues(issue), value, path)]
        : explainUnion(subject, schema, value, path);
    case "invalid_key":
      return [
        {
          code: "GD-S003",
          path,
          at: "key",
          message: `${quoted(local.at(-1))} ${issue.issues[0]?.message || "cannot be a name"}`,
          ...kebabHint(String(local.at(-1))),
        },
      ];
    case "invalid_value":
      return [wrongOption(subject, issue.values.map(String), value, path)];
    default:
      return [
        {
          code: "GD-S003",
          path,
          message: `${subject.called(path)} ${reason(issue, schema, value)}`,
          hint: durationHint(schema, value),
          details: isAboutSize(issue) ? { is: "size" } : undefined,
        },
      ];
  }
}

function allowedValues(issue: Issue): readonly string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code === "invalid_union" && "options" in issue && Array.isArray(issue.options))
    return issue.options.map(String);
  return [];
}

function missing({ called }: Subject, path: Path, issue: Issue): Mistake {
  const parent = path.slice(0, -1);
  const field = String(path.at(-1));
  const values = allowedValues(issue);
  return {
    code: "GD-S005",
    path: parent,
    at: "key",
    message: `${called(parent)} is missing the field "${field}"`,
    hint: values.length === 0 ? undefined : `it is ${oneOf(values)}`,
    details: { is: "missing", field },
  };
}

function unknownField(
  schema: Schema | undefined,
  value: unknown,
  path: Path,
  key: string,
): Mistake {
  const form =
    schema !== undefined && optionsOf(schema) !== undefined
      ? (meantOption(schema, value) ?? schema)
      : schema;
  const fields = form === undefined ? [] : namesOf(form);
  const meant = nearName(key, fields);
  return {
    code: "GD-S004",
    path: [...path, key],
    at: "key",
    message: `unknown field ${quoted(key)}`,
    hint: nameHint(key, fields, "fields"),
    details: meant === undefined ? undefined : { is: "misspelt", meant },
  };
}

function wrongOption(
  { called }: Subject,
  options: readonly string[],
  value: unknown,
  path: Path,
): Mistake {
  const near = typeof value === "string" ? nearName(value, options) : undefined;
  return {
    code: "GD-S003",
    path,
    message: `${called(path)} must be ${oneOf(options)}, not ${quoted(value)}`,
    hint: near === undefined ? undefined : `did you mean "${near}"?`,
  };
}

/**
 * A union is judged by the form that was meant; when none can be made out, the forms are listed.
 */
function explainUnion(
  { called }: Subject,
  schema: Schema | undefined,
  value: unknown,
  path: Path,
): readonly Mistake[] {
  if (schema === undefined)
    return [{ code: "GD-S003", path, message: `${called(path)} has a wrong value` }];
  const options = optionsOf(schema) ?? [];
  const meant = meantOption(schema, value);
  const found = meant === undefined ? [] : explain(meant, value, path, called);
  if (found.length > 0) return found;
  const forms = options.flatMap((option) =>
    fieldsOf(option) === undefined ? [] : [formName(option)],
  );
  if (forms.length === options.length && forms.length > 0) {
    return [
      {
        code: "GD-S003",
        path,
        message: `${called(path)} must be a map that begins with ${oneOf(forms)}${isMap(value) ? "" : `, not ${nameOfType(value)}`}`,
      },
    ];
  }
  return [
    {
      code: "GD-S003",
      path,
      message:
        `${called(path)} must be ` +
        `${oneOf([...new Set(options.map((option) => (isThis(option, duration) ? "a duration" : typeName(option))))])}, ` +
        `not ${nameOfType(value)}`,
      hint: durationHint(
        options.find((option) => isThis(option, duration)),
        value,
      ),
    },
  ];
}

const formName = (option: Schema): string =>
  `"${neededFields(option)[0] ?? Object.keys(fieldsOf(option) ?? {})[0] ?? ""}"`;

const expected: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
  null: "nothing",
};

function reason(issue: Issue, schema: Schema | undefined, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      if (schema !== undefined && isThis(schema, duration))
        return `must be a duration such as "200ms", "30s", "15m", not ${nameOfType(value)}`;
      return `${issue.message || `must be ${expected[issue.expected] ?? issue.expected}`}, not ${typeof value === "number" ? numberText(value) : nameOfType(value)}`;
    case "invalid_format":
      return issue.message === wordless
        ? `has the wrong format: ${quoted(value)}`
        : `${issue.message}, not ${quoted(value)}`;
    case "too_small":
      return issue.origin === "string" || issue.origin === "array"
        ? "must not be empty"
        : `must be ${issue.inclusive === true ? "at least" : "more than"} ${issue.minimum}, not ${numberText(value)}`;
    case "too_big":
      return issue.origin === "string" || issue.origin === "array"
        ? `must have at most ${issue.maximum}`
        : `must be ${issue.inclusive === true ? "at most" : "less than"} ${issue.maximum}, not ${numberText(value)}`;
    default:
      return issue.message || "has a wrong value";
  }
}

/** Of a number, or of a value whose schema says so where it refuses it. */
function isAboutSize(issue: Issue): boolean {
  if (issue.code === "custom") return issue.params?.["about"] === "size";
  return (
    (issue.code === "too_small" || issue.code === "too_big") &&
    issue.origin !== "string" &&
    issue.origin !== "array"
  );
}

function durationHint(schema: Schema | undefined, value: unknown): string | undefined {
  if (schema === undefined || !isThis(schema, duration)) return undefined;
  if (typeof value === "number" && value >= 0) return `did you mean "${value}s"?`;
  const bare =
    typeof value === "string"
      ? /^(\d+(?:\.\d+)?)\s*(millisecond|ms|min|m|sec|s|hour|h|day|d)[a-z]*$/i.exec(value)
      : null;
  const unit = bare?.[2]?.toLowerCase();
  if (bare === null || unit === undefined) return undefined;
  return `did you mean "${bare[1] ?? ""}${unit.startsWith("milli") || unit === "ms" ? "ms" : (unit[0] ?? "s")}"?`;
}

function kebabHint(name: string): { hint?: string } {
  const near = kebab(name.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2"));
  return near === "" || near === name || near.length > 60
    ? {}
    : { hint: `did you mean "${near}"?` };
}

/** A number as YAML writes it. */
function numberText(value: unknown): string {
  if (typeof value !== "number" || Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return ".nan";
  return value > 0 ? ".inf" : "-.inf";
}
