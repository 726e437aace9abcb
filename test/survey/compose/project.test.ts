/**
 * A compose project as our own reader sees it; compose-peer.test.ts beside this file holds it
 * against compose itself.
 */
import { describe, expect, it } from "vitest";
import { readDotEnv } from "../../../src/survey/compose/dot-env.ts";
import { interpolate } from "../../../src/survey/compose/interpolate.ts";
import { read } from "../project.ts";

describe("variables in a compose file", () => {
  it.each([
    ["${A}", "a"],
    ["$A", "a"],
    ["$$A", "$A"],
    ["${NONE}", ""],
    ["${EMPTY}", ""],
    ["${NONE:-x}", "x"],
    ["${EMPTY:-x}", "x"],
    ["${EMPTY-x}", ""],
    ["${A:-x}", "a"],
    ["${A:+y}", "y"],
    ["${NONE:+y}", ""],
    ["${EMPTY:+y}", ""],
    ["${EMPTY+y}", "y"],
    ["${NONE:-${A}-${NONE:-z}}", "a-z"],
    ["${A:+${A}:}8080:80", "a:8080:80"],
    ["${A:?must}", "a"],
    ["a$", "a$"],
    ["${", "${"],
    ["$1", "$1"],
    ["${}", ""],
  ])("%s is %s", (text, wanted) => {
    expect(interpolate(text, { A: "a", EMPTY: "" }, "compose.yaml")).toBe(wanted);
  });

  it("that must be set and are not are named, with what the file says of it", () => {
    expect(() => interpolate("${TAG:?say which}", {}, "compose.yaml")).toThrow(
      expect.objectContaining({
        code: "GD-S002",
        message: "compose.yaml needs the variable TAG: say which",
      }),
    );
  });
});

it("a .env file has comments behind values, quotes, and values that use those above", () => {
  const text = `# comment\nWEB_PORT=8088   # the outside\nINNER=80 # inside\nexport NAME="a b" # said\n EMPTY=\nHASH=a#b\nSINGLE='$WEB_PORT # kept'\nUSES=\${WEB_PORT}:$INNER\nLINES="one\\ntwo"\nCRLF=x\r\nbroken line\n`;
  expect(readDotEnv(text)).toEqual({
    WEB_PORT: "8088",
    INNER: "80",
    NAME: "a b",
    EMPTY: "",
    HASH: "a#b",
    SINGLE: "$WEB_PORT # kept",
    USES: "8088:80",
    LINES: "one\ntwo",
    CRLF: "x",
  });
});

describe("a project in several files", () => {
  it("lays later files and documents over earlier ones: maps by key, lists one after the other, commands as a whole", () => {
    const { services } = read(
      {
        "compose.yaml":
          "services:\n  web: { image: a, command: [x], environment: [A=1, B=2], ports: ['80:80'], depends_on: [api] }\n---\nservices:\n  api: { image: b }\n",
        "over.yaml":
          "services:\n  web: { image: c, command: [y], environment: { B: 3 }, ports: ['80:80', '81:81'], depends_on: { db: { condition: service_healthy } } }\n",
      },
      {},
      ["compose.yaml", "over.yaml"],
    );
    expect(services).toEqual({
      web: {
        image: "c",
        command: ["y"],
        environment: { A: "1", B: 3 },
        ports: ["80:80", "81:81"],
        depends_on: { api: { condition: "service_started" }, db: { condition: "service_healthy" } },
      },
      api: { image: "b" },
    });
  });

  it("takes away what is marked !reset and puts whole what is marked !override", () => {
    const { services } = read(
      {
        "compose.yaml":
          "services: { web: { image: a, restart: always, ports: ['80:80'], environment: { A: 1, B: 2 } } }",
        "over.yaml":
          "services: { web: { restart: !reset null, ports: !override ['81:80'], environment: { A: !reset null } } }",
      },
      {},
      ["compose.yaml", "over.yaml"],
    );
    expect(services["web"]).toEqual({ image: "a", ports: ["81:80"], environment: { B: 2 } });
    expect(
      read({
        "compose.yaml": "services: { web: { ports: !override ['8080:80'], restart: !reset null } }",
      }).services["web"],
    ).toEqual({ ports: ["8080:80"] });
  });

  it("extends services, of the same file and of others, which may extend again", () => {
    const { services } = read({
      "compose.yaml":
        "services:\n  web: { extends: { file: lib/common.yaml, service: base }, image: w }\n  api: { extends: web, image: v }\n",
      "lib/common.yaml":
        "services:\n  base: { extends: root, ports: ['8080:80'] }\n  root: { restart: always, env_file: [its.env] }\n",
      "lib/its.env": "FROM=lib\n",
    });
    expect(services["web"]).toMatchObject({
      image: "w",
      ports: ["8080:80"],
      restart: "always",
      environment: { FROM: "lib" },
    });
    expect(services["api"]).toMatchObject({ image: "v", ports: ["8080:80"] });
  });

  it("includes others, with an environment of their own", () => {
    const { services } = read({
      "compose.yaml":
        "include: [sub/compose.yaml, { path: other.yaml }]\nservices: { web: { image: w } }",
      "sub/compose.yaml": "services: { api: { image: 'api:${TAG}' } }",
      "sub/.env": "TAG=5",
      "other.yaml": "services: { db: { image: d } }",
    });
    expect(services).toEqual({ api: { image: "api:5" }, db: { image: "d" }, web: { image: "w" } });
  });

  it("starts services of a profile only where it is active", () => {
    const files = {
      "compose.yaml": "services: { web: { image: w }, tools: { image: t, profiles: [debug] } }",
    };
    expect(Object.keys(read(files).services)).toEqual(["web"]);
    expect(Object.keys(read(files, { COMPOSE_PROFILES: "x, debug" }).services)).toEqual([
      "web",
      "tools",
    ]);
  });

  it.each([
    [
      "includes itself",
      { "compose.yaml": "include: [a.yaml]", "a.yaml": "include: [compose.yaml]" },
      "compose.yaml includes itself",
    ],
    [
      "extends itself",
      { "compose.yaml": "services: { a: { extends: b }, b: { extends: a } }" },
      'compose.yaml: the service "a" extends itself',
    ],
    [
      "extends nobody",
      { "compose.yaml": "services: { a: { extends: b } }" },
      'compose.yaml: the service "a" extends "b", which is not in compose.yaml',
    ],
    [
      "includes a file that is not there",
      { "compose.yaml": "include: [a.yaml]" },
      "no file a.yaml",
    ],
    ["is no YAML", { "compose.yaml": "services: [" }, /^compose.yaml is not readable YAML: /],
    [
      "holds a bomb of aliases",
      {
        "compose.yaml": `${Array.from(
          { length: 12 },
          (_, index) =>
            `x${index}: &x${index} [${Array(10)
              .fill(index === 0 ? "1" : `*x${index - 1}`)
              .join(", ")}]`,
        ).join("\n")}\nservices: { a: {} }`,
      },
      /^(the aliases of compose.yaml stand for more than|compose.yaml holds more than)/,
    ],
  ])(
    "is refused with its reason where it %s",
    (_what, files: Readonly<Record<string, string>>, message) => {
      expect(() => read(files)).toThrow(
        expect.objectContaining({
          code: "GD-S002",
          message: typeof message === "string" ? message : expect.stringMatching(message),
        }),
      );
    },
  );

  it("takes many aliases of a real file for what they are", () => {
    const workers = Array.from(
      { length: 200 },
      (_, index) => `  worker${index}: { <<: *app }`,
    ).join("\n");
    const { services } = read({
      "compose.yaml": `x-restart: &restart { restart: always }\nx-app: &app { <<: *restart, image: app, depends_on: { db: { <<: *restart } } }\nservices:\n  db: { <<: *restart }\n${workers}\n`,
    });
    expect(Object.keys(services)).toHaveLength(201);
    expect(services["worker7"]).toMatchObject({ restart: "always", image: "app" });
  });
});
