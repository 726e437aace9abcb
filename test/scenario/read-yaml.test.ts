/** What a scenario file may be as YAML, before anybody asks what it means. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkScenario } from "../../src/scenario/parse.ts";
import { catalog } from "../support/catalog-fixture.ts";

const smallest = readFileSync(new URL("smallest.yaml", import.meta.url), "utf8");
const check = (text: string) => checkScenario(text, "mine.yaml", catalog);
const told = (text: string): readonly string[] =>
  check(text).errors.map(
    ({ code, message, hint, place }) =>
      `${code} ${place?.line}:${place?.column} ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
const freeze = "  freeze: { fault: pause, target: api, for: 100ms }";
const put = (text: string): string => {
  expect(smallest).toContain(freeze);
  return smallest.replace(freeze, text);
};

it("two documents are told as that, where the second begins", () => {
  expect(told(`${smallest}---\n${smallest}---\n${smallest}`)).toEqual([
    'GD-S002 16:1 a scenario is one YAML document; this file has 3 (put each in its own file; "---" starts another document)',
  ]);
  expect(told(`---\n${smallest}...\n`)).toEqual([]);
});

describe("a name that every object of JavaScript has", () => {
  const names = Object.getOwnPropertyNames(Object.prototype);

  it.each(names)(
    "%s is refused as a key wherever it stands, and drops nothing silently",
    (name) => {
      const refused = (line: number, column: number): string =>
        `GD-S003 ${line}:${column} "${name}" cannot be a name here (this name is reserved; choose another)`;
      expect(told(put(`  ${name}: { fault: nonsense, target: nowhere }\n${freeze}`))).toContain(
        refused(15, 3),
      );
      expect(
        told(put(`  freeze: { fault: pause, target: api, for: 100ms, with: { ${name}: 1 } }`)),
      ).toContain(refused(15, 60));
      expect(told(`${smallest}${name}: {}\n`)).toContain(refused(16, 1));
    },
  );

  it.each(names)("%s is a reference to nothing", (name) => {
    const references: readonly (readonly [string, string])[] = [
      ["target: api", `target: ${name}`],
      ["fault: pause", `fault: ${name}`],
      ["to: api", `to: ${name}`],
      ["journey: read", `journey: ${name}`],
      ["counts: [web]", `counts: [${name}]`],
      ["kind: service", `kind: ${name}`],
      ["kind: Test", `kind: Test\nprofile: ${name}`],
    ];
    for (const [from, to] of references) {
      expect(smallest).toContain(from);
      expect(told(smallest.replace(from, to)), to).not.toEqual([]);
    }
  });
});

describe("YAML's merge key", () => {
  it("brings in what another map has, and what is given beside it wins, before or after it", () => {
    const { scenario, errors } = check(
      put(
        "  freeze: &f { fault: pause, target: api, for: 100ms }\n  again: { at: 2s, <<: *f, for: 200ms }",
      ),
    );
    expect(errors).toEqual([]);
    expect(scenario?.faults["again"]).toMatchObject({
      fault: "pause",
      target: "api",
      at: 2_000,
      for: 200,
    });
  });

  it("takes several maps, the first of them winning", () => {
    const { scenario } = check(
      put(
        "  freeze: &f { fault: pause, target: api, for: 100ms }\n  short: &s { <<: *f, for: 50ms }\n  both: { <<: [*s, *f], at: 3s }",
      ),
    );
    expect(scenario?.faults["both"]).toMatchObject({ fault: "pause", at: 3_000, for: 50 });
  });

  it("leads a mistake in what it brought in to where that stands", () => {
    expect(
      told(
        put(
          "  freeze: &f { fault: pause, target: nowhere, for: 100ms }\n  again: { <<: *f, at: 2s }",
        ),
      ),
    ).toEqual([expect.stringMatching(/^GD-S016 15:38 there is no component "nowhere" to break/)]);
  });

  it("is refused where it brings in no map, with how to write it", () => {
    expect(told(put("  freeze: { <<: pause, target: api }"))).toEqual([
      'GD-S002 15:13 "<<" can only merge maps (write <<: *anchor, or <<: [*one, *other], where &anchor marks a map)',
    ]);
  });
});
