import { quoted } from "../mistake.ts";
import { error, type Rule } from "./rule.ts";

export const ownFolder: Rule = {
  doc: "Programs and seed files are beside the scenario or in fixtures/, never elsewhere on the machine.",
  check: ({ scenario }) =>
    Object.entries(scenario.stack).flatMap(([name, component]) => {
      const file = component.kind === "service" ? component.program : component.seed?.sql;
      const path = component.kind === "service" ? ["stack", name, "program"] : ["stack", name, "seed", "sql"];
      const leaves = file !== undefined && (/^([/\\~]|[A-Za-z]:)/.test(file) || file.split(/[/\\]/).includes(".."));
      return leaves ? [error({ code: "GD-S003", path, message: `${quoted(file)} is outside of the scenario's folder`, hint: "a scenario is data: it names a fixture (shop/api) or a file beside itself" })] : [];
    }),
};
