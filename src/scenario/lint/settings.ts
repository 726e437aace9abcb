import { holes } from "../template.ts";
import type { Catalog } from "../catalog.ts";
import type { Value } from "../expression.ts";
import type { Component } from "../schema.ts";
import { error, type Rule } from "./rule.ts";

function settingsOf(component: Component): {
  readonly kind: Parameters<Catalog["refusedSetting"]>[0];
  readonly field: string;
  readonly given: Readonly<Record<string, Value>>;
} | null {
  if (component.kind === "mysql")
    return { kind: "mysql", field: "variables", given: component.variables };
  if (!("settings" in component)) return null;
  return { kind: component.kind, field: "settings", given: component.settings };
}

export const settings: Rule = {
  doc: "Server settings are sizes, limits and times, each by its full name: never files, addresses, accounts or modules.",
  check: ({ scenario, catalog }) =>
    Object.entries(scenario.stack).flatMap(([name, component]) => {
      const set = settingsOf(component);
      if (set === null) return [];
      const { kind, field, given } = set;
      return Object.entries(given).flatMap(([setting, value]) => {
        // What an expression makes is looked at again when it is filled in; here the name counts.
        const known = typeof value === "string" && holes(value).length > 0 ? "" : value;
        const refused = catalog.refusedSetting(kind, setting, known);
        return refused === undefined
          ? []
          : [error({ code: "GD-S003", path: ["stack", name, field, setting], ...refused })];
      });
    }),
};
