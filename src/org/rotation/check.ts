/** What is wrong with rotations beyond their form. */
import type { ErrorCode } from "../../kernel/error.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { plural } from "../../kernel/plural.ts";
import { nameHint, quoted, type Mistake, type Path } from "../../scenario/mistake.ts";
import type { RotationFile } from "../schema/rotation.ts";
import { gaps, overlaps, timeOfCheck, type Stretch } from "./coverage.ts";
import { layersOf, rotationOf } from "./from-file.ts";
import { localText } from "./local-time.ts";
import type { Rotation } from "./rotation.ts";

/** What the rest of the file gives a name to. */
export interface Named {
  readonly people: readonly string[];
  readonly roles: readonly string[];
  readonly services: readonly string[];
  /** The role of which there is exactly one at any time, and its title. */
  readonly commander: { readonly role: string; readonly title: string };
}

/** Everything that is wrong with the rotations of a file. */
export function checkRotations(
  rotations: Readonly<Record<string, RotationFile>>,
  named: Named,
): readonly Mistake[] {
  const entries = Object.entries(rotations);
  return [
    ...entries.flatMap(([id, file]) => [
      ...unknownNames(id, file, named),
      ...contradictions(id, file, named),
    ]),
    ...twice(entries),
    ...entries.flatMap(([id, file]) => notExactlyOne(id, file, named)),
  ];
}

function unknownNames(id: string, file: RotationFile, named: Named): readonly Mistake[] {
  const at = (path: Path, name: string, what: string, known: readonly string[]) =>
    known.includes(name)
      ? []
      : [
          {
            code: "GD-S010" as const,
            path: ["rotations", id, ...path],
            message: `unknown ${what} ${quoted(name)}`,
            hint: nameHint(name, known, what === "person" ? "people" : `${what}s`),
          },
        ];
  const everyone = (people: readonly string[] | undefined, path: Path) =>
    (people ?? []).flatMap((name, i) => at([...path, "people", i], name, "person", named.people));
  return [
    ...at(["role"], file.role, "role", named.roles),
    ...(file.service === undefined ? [] : at(["service"], file.service, "service", named.services)),
    ...everyone(file.people, []),
    ...(file.layers ?? []).flatMap(({ people }, i) => everyone(people, ["layers", i])),
    ...file.overrides.flatMap(({ who }, i) =>
      at(["overrides", i, "who"], who, "person", named.people),
    ),
  ];
}

/** Entries that are right by themselves and do not fit each other. */
function contradictions(id: string, file: RotationFile, named: Named): readonly Mistake[] {
  const { title, role } = named.commander;
  return [
    ...layersOf(file).flatMap((layer, index) => layerMistakes(id, file, layer, index)),
    ...file.overrides.flatMap(({ from, to }, index) =>
      from < to
        ? []
        : [
            wrong(
              [id, "overrides", index, "to"],
              "the override ends before it starts",
              "to is later than from",
            ),
          ],
    ),
    ...(file.role === role && file.service !== undefined
      ? [
          wrong(
            [id, "service"],
            `the ${title} commands incidents of all services`,
            "leave out the service",
          ),
        ]
      : []),
  ];
}

function wrong(path: Path, message: string, hint: string): Mistake {
  return { code: "GD-S003", path: ["rotations", ...path], message, hint };
}

function layerMistakes(
  id: string,
  file: RotationFile,
  layer: ReturnType<typeof layersOf>[number],
  index: number,
): readonly Mistake[] {
  const path: Path = file.layers === undefined ? [id] : [id, "layers", index];
  // A value that the layer does not have is the rotation's.
  const place = (field: "handover" | "until"): Path =>
    file.layers?.[index]?.[field] === undefined ? [id, field] : [...path, field];
  const { people, every, start, until, handover } = layer;
  const missing: Mistake = {
    code: "GD-S005",
    path: ["rotations", ...path],
    at: "key",
    message: `${id} is missing the field "people"`,
    hint: "list who takes turns, in their order",
    details: { is: "missing", field: "people" },
  };
  const { day } = handover;
  return [
    ...(people === undefined ? [missing] : []),
    ...(day !== undefined && every % 7 !== 0
      ? [
          wrong(
            place("handover"),
            `a handover on ${day} needs turns of whole weeks`,
            `leave out ${day}, or use every: week`,
          ),
        ]
      : []),
    ...(until !== undefined && until <= start
      ? [wrong(place("until"), "it ends before it starts", "until is a day after start")]
      : []),
  ];
}

/** Two rotations for the same would both be asked. */
function twice(entries: readonly (readonly [string, RotationFile])[]): readonly Mistake[] {
  const first = new Map<string, string>();
  return entries.flatMap(([id, { role, service }]): readonly Mistake[] => {
    const key = `${role} ${service ?? ""}`;
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, id);
      return [];
    }
    return [
      {
        code: "GD-S011",
        path: ["rotations", id],
        at: "key",
        message: `${other} is already the rotation of ${role}${service === undefined ? "" : ` of ${service}`}`,
        hint: `make it a layer of ${other}`,
      },
    ];
  });
}

/** Of the command there is exactly one at any time: no minute without, none with two. */
function notExactlyOne(id: string, file: RotationFile, named: Named): readonly Mistake[] {
  if (file.role !== named.commander.role || contradictions(id, file, named).length > 0) return [];
  const rotation = rotationOf(id, file);
  const { from, to } = timeOfCheck(rotation);
  const { title } = named.commander;
  return [
    ...inWords(rotation, "GD-S031", gaps(rotation, from, to), {
      what: () => `no one is on call as ${title}`,
      hint: "extend a layer's hours or days, or add a layer or an override for that time",
    }),
    ...inWords(rotation, "GD-S032", overlaps(rotation, from, to), {
      what: ({ people }) => `${people.join(" and ")} are both on call as ${title}`,
      hint: "shorten a layer's hours or days, or the override, so that one of them remains",
    }),
  ];
}

/** The first of them, and how many more there are. */
function inWords(
  rotation: Rotation,
  code: ErrorCode,
  found: readonly Stretch[],
  words: { readonly what: (first: Stretch) => string; readonly hint: string },
): readonly Mistake[] {
  const [first, ...others] = found;
  if (first === undefined) return [];
  const from = localText(first.from, rotation.timeZone);
  const times =
    others.length === 0 ? "" : `, and ${others.length} ${plural(others.length, "more time")}`;
  return [
    {
      code,
      path: ["rotations", rotation.id],
      at: "key",
      message: `${words.what(first)} for ${formatDuration(first.to - first.from)} from ${from}${times}`,
      hint: words.hint,
    },
  ];
}
