/**
 * The flags of `gameday fault`, from the schemas of the faults that work on a single link: a new
 * fault there is a new name and new flags here.
 */
import { linkFaults } from "../../fault/index.ts";
import { parametersIn, type Parameter } from "../../fault/parameters.ts";

/** `averageSize` → `average-size`. */
export const flagOf = (field: string): string =>
  field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `average-size` → `averageSize`. */
export const fieldOf = (flag: string): string =>
  flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Every parameter that a fault takes → what it means, and which faults take it. */
export function parameterFlags(): Readonly<Record<string, string>> {
  const all = linkFaults.flatMap((fault) =>
    parametersIn(fault).map((parameter) => ({ fault: fault.name, parameter })),
  );
  const takers = new Set(all.map(({ fault }) => fault)).size;
  const byName = Map.groupBy(all, ({ parameter }) => flagOf(parameter.name));
  return Object.fromEntries(
    [...byName].map(([flag, uses]) => {
      const byMeaning = Map.groupBy(uses, ({ parameter }) => meaning(parameter));
      const texts = [...byMeaning].map(([text, same]) =>
        // A parameter that every fault takes needs no list of faults.
        same.length === takers ? text : `${same.map(({ fault }) => fault).join(", ")}: ${text}`,
      );
      return [flag, texts.join("; ")];
    }),
  );
}

/** The faults with what they do, as a list. */
export function faultList(): string {
  return linkFaults.map(({ name, doc }) => `- ${name}: ${doc}`).join("\n");
}

function meaning({ name, description = name, required, ...parameter }: Parameter): string {
  if (required) return description;
  const { default: value } = parameter;
  if (typeof value !== "string" && typeof value !== "number") return `${description} (optional)`;
  return `${description} (default: ${value})`;
}
