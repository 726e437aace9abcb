import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { checkScenario, inOne, type CheckedScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/schema.ts";
import type { StackReader } from "../../src/scenario/sheets.ts";
import { catalog } from "./catalog-fixture.ts";

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));

/** Stack files as they are found for a shipped scenario. */
export const shippedStacks: StackReader = (name) =>
  existsSync(`${folder}${name}`)
    ? { text: readFileSync(`${folder}${name}`, "utf8"), file: `scenarios/${name}` }
    : { known: [] };

/** Names of the scenarios that come with Gameday. */
export const shippedNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => basename(file, ".yaml"));

export function shippedText(name: string): string {
  return readFileSync(`${folder}${name}.yaml`, "utf8");
}

/** A shipped scenario as it is checked, in one of its variants. */
export function checkShipped(name: string, variant?: string): CheckedScenario {
  return checkScenario(shippedText(name), `scenarios/${name}.yaml`, catalog, {
    stack: shippedStacks,
    variant,
  });
}

export function readShipped(name: string, variant?: string): Scenario {
  const { scenario, errors } = checkShipped(name, variant);
  if (scenario === undefined) throw inOne(errors, name);
  return scenario;
}

/** Every variant of every shipped scenario. */
export const shippedVariants: readonly { name: string; variant: string | undefined }[] =
  shippedNames.flatMap((name): readonly { name: string; variant: string | undefined }[] => {
    const { variants } = checkShipped(name);
    return variants.length === 0
      ? [{ name, variant: undefined }]
      : variants.map((variant) => ({ name, variant }));
  });
