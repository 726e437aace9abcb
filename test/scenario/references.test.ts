import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { checkScenario } from "../../src/scenario/parse.ts";
import { catalog } from "../support/catalog-fixture.ts";

const rich = parse(readFileSync(new URL("rich.yaml", import.meta.url), "utf8")) as Record<
  string,
  unknown
>;

type Path = readonly (string | number)[];

function* strings(value: unknown, path: Path = []): Generator<{ path: Path; text: string }> {
  if (typeof value === "string") yield { path, text: value };
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value))
      yield* strings(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function withValue(path: Path, value: string): unknown {
  const copy: unknown = structuredClone(rich);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>(
      (here, key) => (here as Record<string | number, unknown>)[key],
      copy,
    ) as Record<string | number, unknown>;
  parent[path.at(-1) ?? ""] = value;
  return copy;
}

function mapIn(of: Record<string, unknown>, part: string): Record<string, unknown> {
  const value = of[part];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Every name that the file gives to something, or that Gameday does. */
const named = new Set<string>([
  ...["stack", "links", "signals", "slis", "alerts", "evidence", "mitigations", "faults"].flatMap(
    (part) => Object.keys(mapIn(rich, part)),
  ),
  ...["cohorts", "journeys", "flows"].flatMap((part) =>
    Object.keys(mapIn(mapIn(rich, "load"), part)),
  ),
  ...catalog.faults.keys(),
  ...catalog.probes.keys(),
  ...catalog.profiles,
]);
/** Places where a word stands for itself, or where a program or a server decides what it means. */
const free = [
  /^(title|summary|tags|type|id|kind)$/,
  /^stack\.\w+\.config/,
  /\.(unit|kind|text|page|service|is|share)$/,
  /\.grants\.|\.accept\.|\.with\.(field|variable)$/,
];
const references = [...strings(rich)].filter(
  ({ path, text }) =>
    named.has(text.split("/")[0] ?? "") && !free.some((pattern) => pattern.test(path.join("."))),
);

describe("a name that stands for something", () => {
  it("stands in many places", () => {
    expect(references.length).toBeGreaterThan(50);
  });

  it.each(references.map(({ path, text }) => ({ where: path.join("."), path, text })))(
    "mistyped at $where, is told there with the one that was meant",
    ({ path, text }) => {
      const [base = "", ...rest] = text.split("/");
      const wrong = [`${base.slice(0, -1)}${base.endsWith("x") ? "y" : "x"}`, ...rest].join("/");
      const { errors } = checkScenario(stringify(withValue(path, wrong)), "mine.yaml", catalog);
      const told = errors.filter(
        ({ hint = "", place }) =>
          hint.includes(`did you mean "${base}"?`) && (place?.source ?? "").includes(wrong),
      );
      expect(
        told.length,
        errors.map(({ message, hint }) => `${message} | ${hint}`).join("\n"),
      ).toBeGreaterThan(0);
    },
  );
});
