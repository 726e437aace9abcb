import type { CatalogFiles } from "../catalog.ts";
import { needsOf } from "../component.ts";
import { nameHint, quoted, type Path } from "../mistake.ts";
import { holes } from "../template.ts";
import { leavesFolder, outside } from "./own-folder.ts";
import { error, type Finding, type Rule } from "./rule.ts";

export const files: Rule = {
  doc: "Programs, seed files, k6 scripts and certificates exist, certificates are readable, and shipped programs have the dependencies they need to start.",
  check: ({ scenario, catalog: { files: known } }) =>
    known === undefined
      ? []
      : [
          ...Object.entries(scenario.stack).flatMap(([name, component]) => [
            ...("program" in component
              ? program(name, component.program, needsOf(component), known)
              : []),
            ...("seed" in component && component.seed !== undefined
              ? present("sql", component.seed.sql, ["stack", name, "seed", "sql"], known)
              : []),
            ...("tls" in component && component.tls?.ca !== undefined
              ? present("ca", component.tls.ca, ["stack", name, "tls", "ca"], known)
              : []),
          ]),
          ...Object.entries(scenario.load.journeys).flatMap(([name, { script }]) =>
            script === undefined
              ? []
              : present("script", script, ["load", "journeys", name, "script"], known),
          ),
        ],
};

function program(
  name: string,
  wanted: string,
  needs: readonly string[],
  known: CatalogFiles,
): readonly Finding[] {
  const path = ["stack", name];
  const needed = known.programs.get(wanted);
  if (needed === undefined) return present("program", wanted, [...path, "program"], known);
  if (needed === "one")
    return needs.length > 0
      ? []
      : [
          lacking(
            path,
            `${wanted} cannot start without a component behind it, and "needs" names none`,
            "needs: [NAME], its database or the component it forwards requests to",
          ),
        ];
  return needed
    .filter((each) => !needs.includes(each))
    .map((each) =>
      lacking(
        path,
        `${wanted} needs a component of the name "${each}"`,
        `needs: [${[...needs, each].join(", ")}]`,
      ),
    );
}

const lacking = (path: Path, message: string, hint: string): Finding =>
  error({ code: "GD-S005", path, at: "key", message, hint });

const words = {
  program: ["program", "in fixtures/ or beside the scenario"],
  sql: ["seed file", "in fixtures/ or beside the scenario"],
  script: ["k6 script", "beside the scenario"],
  ca: ["file of certificates", "beside the scenario"],
} as const;

/** What an expression names is known only once it is filled in, and looked for then. */
function present(
  kind: keyof typeof words,
  file: string,
  path: Path,
  known: CatalogFiles,
): readonly Finding[] {
  if (holes(file).length > 0 || leavesFolder(file)) return [];
  const [what, where] = words[kind];
  const found = known.look(kind, file);
  if (found === "elsewhere") return [outside(file, path)];
  if (typeof found === "object")
    return [error({ code: "GD-S003", path, message: found.unfit, hint: found.hint })];
  return found === "there"
    ? []
    : [
        error({
          code: "GD-S010",
          path,
          message: `no ${what} ${quoted(file)} ${where}`,
          hint:
            kind === "program"
              ? nameHint(
                  file,
                  [...known.programs.keys()],
                  "programs that come with Gameday",
                  "there",
                )
              : `put it there: ${file}`,
        }),
      ];
}
