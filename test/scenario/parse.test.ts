import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkScenario, parseScenario } from "../../src/scenario/parse.ts";
import { catalog } from "../support/catalog-fixture.ts";
import { errorText } from "./error-text.ts";
import { failure } from "../support/failure.ts";

const file = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
const smallest = file("smallest.yaml");
const check = (text: string): ReturnType<typeof checkScenario> =>
  checkScenario(text, "mine.yaml", catalog);

describe("a scenario file", () => {
  it("is valid with 15 lines, and everything else has a default", () => {
    expect(smallest.trim().split("\n").length).toBeLessThanOrEqual(15);
    const scenario = parseScenario(smallest, "smallest.yaml", catalog);
    expect(scenario).toMatchObject({
      kind: "Test",
      limit: 1_500_000,
      hold: 30_000,
      baseline: { for: 8_000, expect: { slis: "objective" } },
      mustHold: { for: 45_000, expect: { slis: "objective" } },
      slis: { api: { counts: ["web"], objective: 99.5 } },
      faults: { freeze: { fault: "pause", target: "api", at: 0, for: 100, with: {} } },
    });
  });

  it("may use every part of the language", () => {
    const { scenario, errors, warnings } = check(file("rich.yaml"));
    expect(errorText(errors)).toBe("");
    expect(scenario?.id).toBe("rich");
    expect(warnings.map(({ message }) => message)).toEqual(['unused parameter "strict"']);
  });

  it("tells every mistake at once, each with its line, its column and what to do", async () => {
    await expect(errorText(check(file("mistakes.yaml")).errors)).toMatchFileSnapshot(
      "mistakes.txt",
    );
  });

  it("throws one mistake as itself and several as one error that holds them", () => {
    const one = failure(() =>
      parseScenario(smallest.replace("fault: pause", "fault: puase"), "mine.yaml", catalog),
    );
    expect(one).toMatchObject({
      code: "GD-S014",
      exit: 64,
      place: { file: "mine.yaml", line: 15, column: 20, length: 5 },
    });
    expect(one.others).toEqual([]);
    const two = failure(() =>
      parseScenario(
        smallest.replace("fault: pause", "fault: puase").replace("kind: Test", "kind: Tset"),
        "mine.yaml",
        catalog,
      ),
    );
    expect(two).toMatchObject({ code: "GD-S030", message: "2 mistakes in mine.yaml" });
    expect(two.others.map(({ code }) => code)).toEqual(["GD-S003", "GD-S014"]);
  });

  it("does not take a broken entry for a missing one", () => {
    expect(
      check(smallest.replace("kind: service", "kind: servise")).errors.map(
        ({ message }) => message,
      ),
    ).toEqual([expect.stringMatching(/^kind must be mysql, .* not "servise"$/)]);
    expect(
      check(smallest.replace(/load:[^]*slis:/, "load: nothing\nslis:")).errors.map(
        ({ message }) => message,
      ),
    ).toEqual(["load must be a map, not text"]);
    expect(
      check(
        smallest
          .replace("kind: Test", "kind: Tset\nparams: 7")
          .replace("get: /orders/1", 'get: "/orders/${customer}"'),
      ).errors.map(({ message }) => message),
    ).toEqual(['kind must be Drill or Test, not "Tset"', "params must be a map, not 7"]);
  });

  it("is refused in one line each when it is no YAML, empty, or not a map", () => {
    expect(errorText(check("").errors)).toContain("GD-S002 the file is empty");
    expect(errorText(check("# nothing\n").errors)).toContain("GD-S002 the file is empty");
    expect(errorText(check("hello").errors)).toContain(
      "GD-S003 a scenario is a map of fields, not text",
    );
    expect(errorText(check("- 1\n- 2\n").errors)).toContain("not a list");
    expect(errorText(check("a: 1\n---\nb: 2\n").errors)).toContain(
      "a scenario is one YAML document; this file has 2",
    );
    expect(errorText(check("stack:\n\tapi: {}\n").errors)).toMatchInlineSnapshot(`
      "GD-S002 not readable YAML: Tabs are not allowed as indentation
        2:1
         api: {}
        ^
        indent with spaces"
    `);
  });

  it("tells a key that is given twice, and goes on", () => {
    expect(
      errorText(
        check(
          smallest.replace("title:", "id: other\ntitle:").replace("fault: pause", "fault: puase"),
        ).errors,
      ),
    ).toMatchInlineSnapshot(`
      "GD-S011 "id" is defined twice here
        4:1
        id: other
        ^^
        keep one of them

      GD-S014 unknown fault "puase"
        16:20
          freeze: { fault: puase, target: api, for: 100ms }
                           ^^^^^
        did you mean "pause"?
        faults on this component: pause, kill, stop, restart, cpu, memory, disk-fill, disconnect, db-sessions"
    `);
  });

  it("may use anchors and aliases, and mistakes behind an alias are told where they stand", () => {
    const text = smallest.replace(
      "steps: [{ get: /orders/1 }]",
      "steps: [&one { get: /orders/1 }, *one]",
    );
    expect(errorText(check(text).errors)).toBe("");
    expect(check(text.replace("get: /orders/1", "gett: /orders/1")).errors[0]).toMatchObject({
      code: "GD-S004",
      place: { line: 9 },
    });
  });
});

describe("a file from a stranger", () => {
  it.each([
    [
      "a bomb of aliases",
      `a: &a [1,1,1,1,1,1,1,1,1]\n${"bcdefghi"
        .split("")
        .map(
          (name, index) =>
            `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefghi"[index] ?? ""}`).join(",")}]`,
        )
        .join("\n")}`,
      "more than 100 aliases",
    ],
    ["an alias that contains itself", "a: &x [*x]", 'the alias "x" contains itself'],
    ["an alias without an anchor", "a: *x", 'the anchor "x" is used before it is defined'],
    ["a file of brackets", "[".repeat(50_000), "nested too deeply"],
    ["100 levels", `${"{ a: ".repeat(100)}1${" }".repeat(100)}`, "nested too deeply"],
    ["2 MiB", "# x\n".repeat(2 ** 19), "larger than 1 MiB"],
    ["200,000 values", `a: [${"1,".repeat(200_000)}]`, "more than 100,000 values"],
    ["a tag", "a: !!js/function 'x'", "Unresolved tag"],
    ["binary data", "a: !!binary aGk=", "only text, numbers, true, false and null"],
    ["a list as a key", "? [a, b]\n: 1\n", "keys must be strings"],
  ])("%s is refused with its place", (_, text, message) => {
    const { scenario, errors } = check(text);
    expect(scenario).toBeUndefined();
    expect(errorText(errors)).toContain(message);
    expect(errors.every(({ place }) => place !== undefined)).toBe(true);
  });

  it(
    "with 20,000 fields that nobody knows is told about the first hundred",
    { timeout: 60_000 },
    () => {
      const { errors } = check(
        `${smallest}${Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n")}`,
      );
      expect(errors.length).toBe(100);
    },
  );

  it("cannot put names into JavaScript's own objects", () => {
    const { errors } = check(
      smallest.replace("kind: Test", "kind: Test\n__proto__: { polluted: 1 }\nconstructor: 2"),
    );
    expect(errors.map(({ message }) => message)).toEqual([
      '"__proto__" cannot be a name here',
      '"constructor" cannot be a name here',
    ]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(check(smallest.replace("fault: pause", "fault: constructor")).errors[0]?.code).toBe(
      "GD-S014",
    );
    expect(check(smallest.replace("target: api", "target: constructor")).errors[0]?.code).toBe(
      "GD-S016",
    );
  });

  it("shows no control characters to the terminal", () => {
    const { errors } = check(smallest.replace("fault: pause", 'fault: "\u001b[31mred"'));
    expect(errors.length).toBeGreaterThan(0);
    for (const { message, hint = "", place } of errors)
      expect(message + hint + (place?.source ?? "")).not.toContain("\u001b");
  });
});
