import { Document, isCollection, isMap, isScalar, visit, type Pair } from "yaml";
import type { OrganisationSheet } from "./read.ts";
import { organisationSchema } from "./schema.ts";

/** An organisation as one whole file, with the file that each part comes from. */
export function showOrganisation(
  whole: Readonly<Record<string, unknown>>,
  sheets: readonly OrganisationSheet[],
): string {
  const order = Object.keys(organisationSchema.shape);
  const { extends: _, ...rest } = whole;
  const document = new Document(
    Object.fromEntries(
      Object.entries(rest).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)),
    ),
    { aliasDuplicateObjects: false },
  );
  visit(document, {
    Collection: (_key, node, path) => {
      if (
        path.length > 3 &&
        JSON.stringify(node.toJSON()).length < 100 &&
        !node.items.some((item) => isCollection(item))
      )
        node.flow = true;
    },
  });
  if (isMap(document.contents)) for (const pair of document.contents.items) sayOrigin(pair, sheets);
  return document.toString({ lineWidth: 120, flowCollectionPadding: true });
}

function sayOrigin({ key, value }: Pair, sheets: readonly OrganisationSheet[]): void {
  if (!isScalar(key) || !isMap(value)) return;
  const field = String(key.value);
  const files = originOf([field], sheets);
  key.spaceBefore = true;
  key.commentBefore = ` ${files.join(" over ")}`;
  if (files.length < 2) return;
  for (const { key: entry } of value.items)
    if (isScalar(entry)) {
      const own = originOf([field, String(entry.value)], sheets);
      if (own.join() !== files.join()) entry.commentBefore = ` ${own.join(" over ")}`;
    }
}

/** The files that say something about a part, the topmost first. */
const originOf = (path: readonly string[], sheets: readonly OrganisationSheet[]): string[] =>
  sheets.flatMap(({ file, locator }) => (locator.depth(path) === path.length ? [file] : []));
