import { incidentVerbs } from "../verb/index.ts";
import { nameHint, quoted, type Mistake, type Path } from "../scenario/mistake.ts";
import { isMap } from "../scenario/merge.ts";
import { valueAt } from "../scenario/schema-walk.ts";
import type { OrganisationFile } from "./schema.ts";

interface Reference {
  readonly path: Path;
  readonly name: string;
  readonly what: string;
  readonly among: readonly string[];
}

/** What the file gives a name to, whether or not the rest of it can be read. */
interface Named {
  readonly severities: readonly string[];
  readonly roles: readonly string[];
  readonly services: readonly string[];
}

/**
 * Every name that stands for something else in the file, and stands for nothing. `raw`: as it is
 * written; in `file` other parts may stand in for what cannot be read.
 */
export function checkReferences(file: OrganisationFile, raw: unknown): readonly Mistake[] {
  const keys = (part: string): readonly string[] => {
    const value = valueAt(raw, [part]);
    return isMap(value) ? Object.keys(value) : [];
  };
  const named = {
    severities: keys("severities"),
    roles: keys("roles"),
    services: keys("services"),
  };
  return [
    ...severityReferences(file, named),
    ...processReferences(file, named),
    ...companyReferences(file, named),
    ...typeReferences(file),
  ]
    .filter(({ path, name, among }) => !among.includes(name) && isWritten(raw, path, name))
    .map(({ path, name, what, among }) => ({
      code: "GD-S010",
      path,
      message: `unknown ${what} ${quoted(name)}`,
      hint: nameHint(name, among, plural(what)),
    }));
}

/** A name that is a key, or a value. */
function isWritten(raw: unknown, path: Path, name: string): boolean {
  const value = valueAt(raw, path);
  return value === name || value === Number(name) || (value !== undefined && path.at(-1) === name);
}

const plural = (what: string): string => what.replace(/y$/, "ie").concat("s");

const list = (names: readonly string[], path: Path, what: string, among: readonly string[]) =>
  names.map((name, index): Reference => ({ path: [...path, index], name, what, among }));

function severityReferences(
  { severities, startSeverity }: OrganisationFile,
  named: Named,
): readonly Reference[] {
  return [
    {
      path: ["startSeverity"],
      name: String(startSeverity),
      what: "severity",
      among: named.severities,
    },
    ...Object.entries(severities).flatMap(([id, { minCrew, when }]) => [
      ...list(minCrew, ["severities", id, "minCrew"], "role", named.roles),
      // Without services of its own, an organisation may name those of any scenario.
      ...(named.services.length === 0 ? [] : when).flatMap((row, index) =>
        "service" in row
          ? [
              {
                path: ["severities", id, "when", index, "service"],
                name: row.service,
                what: "service",
                among: ["all", "any", ...named.services],
              },
            ]
          : [],
      ),
    ]),
  ];
}

function processReferences(
  { onCall, rights }: OrganisationFile,
  { roles: among }: Named,
): readonly Reference[] {
  return [
    ...Object.entries(onCall).map(([field, name]) => ({
      path: ["onCall", field],
      name,
      what: "role",
      among,
    })),
    ...(rights.tools === "anyone" ? [] : list(rights.tools, ["rights", "tools"], "role", among)),
    ...incidentVerbs.flatMap((verb) => {
      const who = rights.who[verb];
      return who === undefined || who === "anyone"
        ? []
        : list(who, ["rights", "who", verb], "role", among);
    }),
  ];
}

function companyReferences(
  file: OrganisationFile,
  { services, roles: known }: Named,
): readonly Reference[] {
  return [
    ...Object.entries(file.services).flatMap(([id, { dependsOn }]) =>
      list(dependsOn, ["services", id, "dependsOn"], "service", services),
    ),
    ...Object.entries(file.people).flatMap(([id, { roles }]) =>
      list(roles, ["people", id, "roles"], "role", known),
    ),
    ...Object.keys(file.cost?.revenuePerMinute ?? {}).map((name) => ({
      path: ["cost", "revenuePerMinute", name],
      name,
      what: "service",
      among: services,
    })),
  ];
}

function typeReferences({ types }: OrganisationFile): readonly Reference[] {
  return Object.entries(types).flatMap(([id, { noPublicBefore, steps }]) =>
    noPublicBefore === undefined
      ? []
      : [
          {
            path: ["types", id, "noPublicBefore"],
            name: noPublicBefore,
            what: "step",
            among: steps.map((step) => step.id),
          },
        ],
  );
}
