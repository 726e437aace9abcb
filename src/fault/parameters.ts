import { z } from "zod";
import type { Fault } from "./fault.ts";

/** One parameter of a fault as its schema has it, for flags, tables and help. */
export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly description: string | undefined;
  /** What it may be, where that is a list. */
  readonly options: readonly unknown[] | undefined;
  readonly default: unknown;
}

interface Property {
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
}

/** The parameters of a fault, in the order of its schema. */
export function parametersIn({ params }: Pick<Fault<unknown>, "params">): readonly Parameter[] {
  const { properties = {}, required = [] } = z.toJSONSchema(params, {
    io: "input",
    unrepresentable: "any",
  }) as { properties?: Record<string, Property>; required?: readonly string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    required: required.includes(name),
    description: property.description,
    options: property.enum,
    default: property.default,
  }));
}
