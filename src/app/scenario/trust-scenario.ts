import { broughtBy } from "../../stage/brought.ts";
import { loadScenario } from "./load.ts";
import { shownFrom, type Paths } from "../../register/paths.ts";
import { writeTrust } from "./trust.ts";

/**
 * Writes down what a scenario brings in any of its variants; `file` is undefined when it brings
 * nothing.
 */
export function trustScenario(
  paths: Paths,
  nameOrFile: string,
  cwd: string,
): { readonly file: string | undefined; readonly programs: readonly string[] } {
  const first = loadScenario(paths, nameOrFile, cwd);
  const all =
    first.variants.length === 0
      ? [first]
      : first.variants.map((variant) => loadScenario(paths, first.file, cwd, variant));
  const brought = all.flatMap(({ scenario, folder }) => {
    const defaults = Object.fromEntries(
      Object.entries(scenario.params).map(([name, param]) => [name, param.default]),
    );
    return broughtBy(paths, folder, scenario, defaults) ?? [];
  });
  const programs = [...new Set(brought.flatMap((one) => one.programs))].toSorted();
  return {
    programs,
    file:
      brought.length === 0
        ? undefined
        : shownFrom(cwd, writeTrust(first.folder, first.file, brought)),
  };
}
