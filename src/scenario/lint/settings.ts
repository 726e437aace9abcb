import { holes } from "../template.ts";
import type { Value } from "../expression.ts";
import type { Component } from "../schema.ts";
import { error, type Rule } from "./rule.ts";

function settingsOf(
  component: Component,
): readonly ["variables" | "settings" | undefined, Readonly<Record<string, Value>>] {
  if (component.kind === "mysql") return ["variables", component.variables];
  if (component.kind === "redis") return ["settings", component.settings];
  return [undefined, {}];
}

export const settings: Rule = {
  doc: "Server settings are sizes, limits and times, each by its full name: never files, addresses, accounts or modules.",
  check: ({ scenario, catalog }) =>
    Object.entries(scenario.stack).flatMap(([name, component]) => {
      const [field, given] = settingsOf(component);
      if (field === undefined) return [];
      return Object.entries(given).flatMap(([setting, value]) => {
        // What an expression makes is looked at again when it is filled in; here the name counts.
        const known = typeof value === "string" && holes(value).length > 0 ? "" : value;
        const refused = catalog.refusedSetting(
          field === "variables" ? "mysql" : "redis",
          setting,
          known,
        );
        return refused === undefined
          ? []
          : [error({ code: "GD-S003", path: ["stack", name, field, setting], ...refused })];
      });
    }),
};
