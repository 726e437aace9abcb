import { Document, isCollection, isMap, isScalar, isSeq, visit } from "yaml";
import { asides } from "./asides.ts";
import { durationText } from "./duration-text.ts";
import { answers, playerView } from "./player-view.ts";
import { duration } from "./schema/basics.ts";
import { scenarioSchema, type Scenario } from "./schema.ts";
import { childOf, isThis, optionsOf, type Schema } from "./schema-walk.ts";

/** Where a scenario comes from; printed above it. */
interface Provenance {
  readonly variant: string | undefined;
  readonly variants: readonly string[];
  /** The stack file that it is laid over. */
  readonly stack: string | undefined;
}

/**
 * A scenario as a YAML file with every default in place; what gives the answer away only when asked
 * for.
 */
export function showScenario(
  scenario: Scenario,
  { spoilers, from }: { spoilers: boolean; from?: Provenance },
): string {
  const plain = inOrder(asWritten(spoilers ? scenario : playerView(scenario), scenarioSchema));
  const hidden = spoilers
    ? []
    : answers.filter((field) => isFilled(asWritten(scenario[field], undefined)));
  const document = new Document(plain, { aliasDuplicateObjects: false });
  layOut(document);
  const before = from === undefined ? [] : origin(from, spoilers);
  if (before.length > 0) document.commentBefore = before.map((line) => ` ${line}`).join("\n");
  if (hidden.length > 0)
    document.comment =
      " Hidden, because it would give the answer away: " +
      `${[...hidden, ...(isFilled(plain["evidence"]) ? ["answers of evidence"] : []), "settings and data of components", "users and signals that players do not see"].join(", ")}.\n ` +
      "--spoilers shows all.";
  return document.toString({ lineWidth: 140, flowCollectionPadding: true });
}

/** The names of variants say what breaks. */
function origin({ variant, variants, stack }: Provenance, spoilers: boolean): readonly string[] {
  return [
    ...(stack === undefined ? [] : [`Merged with everything from ${stack} gives it.`]),
    ...(variant === undefined ? [] : [variantText(variant, variants, spoilers)]),
  ];
}

function variantText(variant: string, variants: readonly string[], spoilers: boolean): string {
  if (!spoilers) return `One of ${variants.length} variants.`;
  const usual = variant === variants[0] ? ", which runs when none is named" : "";
  return `The variant ${variant}${usual}; there are: ${variants.join(", ")}.`;
}

function inOrder(value: unknown): Record<string, unknown> {
  const order = Object.keys(scenarioSchema.shape);
  return Object.fromEntries(
    Object.entries(value ?? {}).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)),
  );
}

const isFilled = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).some((each) => !Array.isArray(each) || each.length > 0);

/** Back to what a file holds: milliseconds to durations, nothing that is not set. */
function asWritten(value: unknown, schema: Schema | undefined): unknown {
  if (
    schema !== undefined &&
    typeof value === "number" &&
    [schema, ...(optionsOf(schema) ?? [])].some((form) => isThis(form, duration))
  )
    return durationText(value);
  if (Array.isArray(value))
    return value.map((item, index) =>
      asWritten(item, schema === undefined ? undefined : childOf(schema, index, value)),
    );
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      asWritten(item, schema === undefined ? undefined : childOf(schema, key, value)),
    ]),
  );
}

/** Small things on one line, a sentence above the parts that need one. */
function layOut(document: Document): void {
  visit(document, {
    Collection: (_, node, path) => {
      if (
        (path.length > 3 || isSeq(node)) &&
        JSON.stringify(node.toJSON()).length < 100 &&
        !node.items.some((item) => isCollection(item))
      )
        node.flow = true;
    },
  });
  if (!isMap(document.contents)) return;
  for (const { key, value } of document.contents.items) {
    if (!isScalar(key)) continue;
    const aside = asides[String(key.value)];
    if (aside !== undefined) key.commentBefore = ` ${aside}`;
    key.spaceBefore = isMap(value) || aside !== undefined;
  }
}
