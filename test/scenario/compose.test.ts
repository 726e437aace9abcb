import { describe, expect, it } from "vitest";
import {
  checkScenario,
  checkVariants,
  parseScenario,
  type Reading,
} from "../../src/scenario/parse.ts";
import { catalog } from "../support/catalog-fixture.ts";
import { errorText } from "./error-text.ts";

const shop = `apiVersion: gameday/v1
kind: Stack
doc: A shop
params:
  rows: {default: 100}
stack:
  db: {kind: mysql, variables: {max_connections: 151}, seed: {sql: shop/shop.sql, with: {rows: "\${rows}"}}, accounts: {oncall: {grants: [PROCESS]}}}
  api: {kind: service, program: shop/api, needs: [db], config: {pool: {size: 10, waitMs: 800}}}
load:
  journeys:
    read: {to: api, steps: [{get: /orders/1}]}
    export: {to: api, steps: [{get: /export}]}
  flows: {web: {journey: read, rate: 20/s}}
slis: {api: {counts: [web], objective: 99}}
mitigations:
  restart-db: {kind: wrong, title: Restart the database, cost: Nobody is served, detect: {component: db, is: restarted}}
`;
const freeze = `apiVersion: gameday/v1
kind: Test
id: freeze
title: The api freezes
extends: stacks/shop.yaml
stack:
  api: {config: {pool: {size: 20}}}
faults:
  frozen: {fault: pause, target: api, for: 100ms}
`;
const withVariants = `${freeze}  gone: {in: [dead], fault: kill, target: api}
variants:
  slow: {}
  dead: {title: The api is gone, set: {rows: 7}, faults: {frozen: null}, load: {flows: {web: {rate: 40/s}}}}
`;
const stack: NonNullable<Reading["stack"]> = (name) =>
  name === "stacks/shop.yaml"
    ? { text: shop, file: "stacks/shop.yaml" }
    : { known: ["stacks/shop.yaml"] };
const from = (text: string): Reading => ({
  stack: (name) =>
    name === "stacks/shop.yaml" ? { text, file: "stacks/shop.yaml" } : { known: [] },
});
const check = (text: string, reading: Reading = { stack }): ReturnType<typeof checkScenario> =>
  checkScenario(text, "mine.yaml", catalog, reading);

describe("a scenario that extends a stack file", () => {
  it("is the stack with the scenario's own keys laid over it", () => {
    const scenario = parseScenario(freeze, "mine.yaml", catalog, { stack });
    expect(Object.keys(scenario.stack)).toEqual(["db", "api"]);
    expect(scenario.stack["api"]).toMatchObject({
      program: "shop/api",
      needs: ["db"],
      config: { pool: { size: 20, waitMs: 800 } },
    });
    expect(scenario).toMatchObject({
      id: "freeze",
      kind: "Test",
      slis: { api: { objective: 99 } },
    });
    expect(scenario.extends).toBeUndefined();
    expect(check(freeze).parts).toEqual([{ name: "stacks/shop.yaml", text: shop, kind: "Stack" }]);
  });

  it("takes something away with null, and puts a thing of another sort in its place whole", () => {
    const scenario = parseScenario(
      freeze
        .replace("  api: {config", "  db: {kind: service, program: shop/db}\n  api: {config")
        .replace("faults:", "mitigations: {restart-db: null}\nfaults:"),
      "mine.yaml",
      catalog,
      { stack },
    );
    expect(scenario.stack["db"]).toEqual({
      kind: "service",
      at: "a/a1/r1",
      program: "shop/db",
      replicas: 1,
      config: {},
      needs: [],
      health: { path: "/health", within: 15_000 },
    });
    expect(scenario.mitigations).toEqual({});
  });

  it("takes a condition as one thing: half of an old one and half of a new one is neither", () => {
    const scenario = parseScenario(
      freeze.replace(
        "faults:",
        "mitigations: {restart-db: {detect: {sli: api, below: 50}}}\nfaults:",
      ),
      "mine.yaml",
      catalog,
      { stack },
    );
    expect(scenario.mitigations["restart-db"]).toMatchObject({
      kind: "wrong",
      detect: { sli: "api", below: 50 },
    });
  });

  it("has each mistake told in the file that it stands in", () => {
    const { errors } = check(
      freeze.replace("size: 20}}", "size: 20}}, neds: [db]"),
      from(
        shop
          .replace("program: shop/api", "program: shop/api, replicas: 10")
          .replace("counts: [web]", "counts: [wbe]"),
      ),
    );
    expect(errorText(errors)).toMatchInlineSnapshot(`
      "GD-S004 unknown field "neds"
        7:37
          api: {config: {pool: {size: 20}}, neds: [db]}
                                            ^^^^
        did you mean "needs"?
        fields here: kind, at, doc, in, program, replicas, config, needs, front, health

      GD-S003 replicas must be at most 9, not 10
        8:53
          api: {kind: service, program: shop/api, replicas: 10, needs: [db], config: {pool: {size: 10, waitMs: 800}}}
                                                            ^^

      GD-S010 unknown flow "wbe"
        14:23
        slis: {api: {counts: [wbe], objective: 99}}
                              ^^^
        did you mean "web"?
        flows here: web"
    `);
    expect(errors.map(({ place }) => place?.file)).toEqual([
      "mine.yaml",
      "stacks/shop.yaml",
      "stacks/shop.yaml",
    ]);
  });

  it("is refused when there is no such file, when it lies elsewhere, or when it is no stack", () => {
    expect(errorText(check(freeze.replace("stacks/shop", "stacks/shp")).errors)).toContain(
      'did you mean "stacks/shop.yaml"?',
    );
    expect(errorText(check(freeze.replace("stacks/shop", "../shop")).errors)).toContain(
      "outside the scenario's folder",
    );
    expect(errorText(check(freeze, {}).errors)).toContain("no stack file");
    expect(errorText(check(freeze, from("kind: Drill\n")).errors)).toContain(
      'kind must be Stack in a file that scenarios extend, not "Drill"',
    );
    expect(errorText(check(freeze, from(`${shop}id: shop\n`)).errors)).toContain(
      '"id" belongs in the scenarios that extend this stack',
    );
    expect(errorText(check(freeze, from("a: [")).errors)).toContain("GD-S002");
    expect(check(shop).errors.map(({ message }) => message)).toEqual([
      "this is a Stack, which is part of scenarios and cannot run itself",
    ]);
  });

  it("may leave unused what other scenarios on the same stack use", () => {
    expect(check(freeze).warnings).toEqual([]);
    expect(
      check(`${freeze}params: {spare: {default: 1}}\n`).warnings.map(({ message }) => message),
    ).toEqual(['unused parameter "spare"']);
  });
});

describe("a scenario with variants", () => {
  it("runs as its first one when none is named", () => {
    const { scenario, variant, variants } = check(withVariants);
    expect({ variant, variants }).toEqual({ variant: "slow", variants: ["slow", "dead"] });
    expect(scenario).toMatchObject({
      title: "The api freezes",
      params: { rows: { default: 100 } },
      faults: { frozen: { fault: "pause" } },
    });
    expect(Object.keys(scenario?.faults ?? {})).toEqual(["frozen"]);
  });

  it("is another by parameters, by what is laid over it, and by entries that name it", () => {
    const { scenario, variant } = check(withVariants, { stack, variant: "dead" });
    expect(variant).toBe("dead");
    expect(scenario).toMatchObject({
      title: "The api freezes",
      params: { rows: { default: 7 } },
      load: { flows: { web: { journey: "read", rate: "40/s" } } },
    });
    expect(Object.keys(scenario?.faults ?? {})).toEqual(["gone"]);
  });

  it("may have one in a file of its own, and its mistakes told there", () => {
    const dead =
      "apiVersion: gameday/v1\nkind: Variant\ntitle: The api is gone\nset: {rows: 7}\nfaults:\n  frozen: null\nload: {flows: {web: {rate: 40/s}}}\n";
    const text = withVariants.replace(/dead: \{.*\}/, "dead: freeze/dead.yaml");
    const files = (variant: string): Reading => ({
      variant: "dead",
      stack: (name) =>
        name === "freeze/dead.yaml" ? { text: variant, file: "freeze/dead.yaml" } : stack(name),
    });
    const sound = check(text, files(dead));
    expect(errorText(sound.errors)).toBe("");
    expect(sound.scenario).toEqual(check(withVariants, { stack, variant: "dead" }).scenario);
    expect(sound.titles).toEqual({ dead: "The api is gone" });
    expect(sound.parts.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      "Stack stacks/shop.yaml",
      "Variant freeze/dead.yaml",
    ]);
    const broken = dead
      .replace("rows: 7", "raws: 7")
      .replace("frozen: null", "frozen: {target: apy}")
      .replace("kind: Variant", "kind: Stack\nid: other");
    const { errors } = check(text, files(broken));
    expect(
      errors.map(
        ({ message, place }) => `${place?.file}:${place?.line}:${place?.column} ${message}`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "freeze/dead.yaml:2:7 kind must be Variant in a file that scenarios have as a variant, not "Stack"",
        "freeze/dead.yaml:3:1 a variant cannot change "id"",
        "freeze/dead.yaml:5:7 unknown parameter "raws"",
        "freeze/dead.yaml:7:20 there is no component "apy" to break",
      ]
    `);
  });

  it("has titles of their own, for whoever chooses one and not for players", () => {
    expect(check(withVariants).titles).toEqual({ dead: "The api is gone" });
  });

  it("says which there are when another is asked for", () => {
    expect(() => check(withVariants, { stack, variant: "deed" })).toThrow('no variant "deed"');
    expect(() => check(freeze, { stack, variant: "dead" })).toThrow('no variant "dead"');
  });

  it("has the mistakes of every variant told where they stand, with the names of those that have them", () => {
    const { errors, scenario } = checkVariants(
      withVariants
        .replace("rate: 40/s", "rate: 40/d")
        .replace("set: {rows", "set: {raws: 1, rows")
        .replace("in: [dead]", "in: [dead, daed]")
        .replace("target: api, for", "target: apy, for"),
      "mine.yaml",
      catalog,
      { stack },
    );
    expect(scenario).toBeUndefined();
    expect(errorText(errors)).toMatchInlineSnapshot(`
      "GD-S016 there is no component "apy" to break (in the variant slow)
        9:34
          frozen: {fault: pause, target: apy, for: 100ms}
                                         ^^^
        did you mean "api"?
        components here: db, api

      GD-S010 unknown variant "daed"
        10:21
          gone: {in: [dead, daed], fault: kill, target: api}
                            ^^^^
        did you mean "dead"?
        variants here: slow, dead

      GD-S010 unknown parameter "raws" (in the variant dead)
        13:40
          dead: {title: The api is gone, set: {raws: 1, rows: 7}, faults: {frozen: null}, load: {flows: {web: {rate: 40/d}}}}
                                               ^^^^
        did you mean "rows"?
        parameters here: rows

      GD-S003 rate must be a rate such as "20/s", "90/m" or "\${expression}/s", not "40/d" (in the variant dead)
        13:110
          dead: {title: The api is gone, set: {raws: 1, rows: 7}, faults: {frozen: null}, load: {flows: {web: {rate: 40/d}}}}
                                                                                                                     ^^^^"
    `);
  });

  it("is told about a value that a parameter cannot have at the value, not at the parameter", () => {
    const { errors } = checkVariants(
      withVariants,
      "mine.yaml",
      catalog,
      from(shop.replace("{default: 100}", "{default: 100, min: 50}")),
    );
    expect(
      errors.map(
        ({ message, place }) => `${place?.file}:${place?.line}:${place?.column} ${message}`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "mine.yaml:13:46 the default 7 is outside its limits 50 to … (in the variant dead)",
      ]
    `);
  });

  it("cannot be made into another scenario", () => {
    expect(
      errorText(
        checkVariants(withVariants.replace("slow: {}", "slow: {id: other}"), "mine.yaml", catalog, {
          stack,
        }).errors,
      ),
    ).toContain('a variant cannot change "id"');
    expect(
      errorText(
        check(
          freeze.replace("faults:", "variants: {gone: mine/gone.yaml, other: {id: x}}\nfaults:"),
        ).errors,
      ),
    ).toMatch(/no variant file "mine\/gone.yaml"/);
    expect(errorText(check(freeze.replace("faults:", "variants: 7\nfaults:")).errors)).toContain(
      "variants must be a map",
    );
    expect(
      errorText(check(freeze.replace("faults:", "variants: {Bad: {}}\nfaults:")).errors),
    ).toContain('did you mean "bad"?');
  });

  it("leaves JavaScript's own objects alone", () => {
    const { errors } = check(
      withVariants.replace("faults: {frozen: null}", "__proto__: {polluted: 1}"),
      { stack, variant: "dead" },
    );
    expect(errorText(errors)).toContain('"__proto__" cannot be a name here');
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
