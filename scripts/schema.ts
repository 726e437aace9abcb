/**
 * Writes the published JSON Schemas: `node scripts/schema.ts`. A test fails when a checked-in file
 * is stale.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { organisationJsonSchema } from "../src/org/json-schema.ts";
import { resultJsonSchema } from "../src/event/result.ts";
import { toJsonSchema } from "../src/scenario/json-schema.ts";

const folder = fileURLToPath(new URL("../schemas/", import.meta.url));

/** File name → text, as it must be checked in. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const text = (schema: Record<string, unknown>): string => `${JSON.stringify(schema, null, 2)}\n`;
  return {
    "scenario.schema.json": text(toJsonSchema()),
    "organisation.schema.json": text(organisationJsonSchema()),
    "result.schema.json": text(resultJsonSchema()),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(schemaFiles()))
    writeFileSync(`${folder}${file}`, content);
}
