import { database, freeze, gate, scenario, shop, type Case } from "./case.ts";

const runs = (program: string, more = ""): Readonly<Record<string, string>> =>
  scenario({ stack: `  www: { kind: service, program: ${JSON.stringify(program)} }`, more });
const scripted = (script: string): Readonly<Record<string, string>> =>
  scenario({
    load: gate.replace("steps: [{ get: /health }]", `script: ${JSON.stringify(script)}`),
  });
const seeded = (sql: string, more = ""): Readonly<Record<string, string>> =>
  database(`, seed: { sql: ${JSON.stringify(sql)} }`, { more });
const param = (value: string): string => `params: { p: { default: ${JSON.stringify(value)} } }\n`;
const files = (
  name: string,
  tries: string,
  becomes: Case["becomes"],
  given: Readonly<Record<string, string>>,
  more: Partial<Case> = {},
): Case => ({ name, kind: "files", tries, becomes, files: given, ...more });
const programs = (
  name: string,
  tries: string,
  given: Readonly<Record<string, string>>,
  more: Partial<Case> = {},
): Case => ({ name, kind: "programs", tries, becomes: "GD-C014", files: given, ...more });
const stack = `apiVersion: gameday/v1\nkind: Stack\nstack:\n${shop}\n${gate.replace(/mustHold.*\n/, "")}`;
const extending = (name: string): Readonly<Record<string, string>> => ({
  "innocent.yaml": `apiVersion: gameday/v1\nkind: Test\nid: innocent\ntitle: t\nextends: ${JSON.stringify(name)}\n${freeze}`,
});
const evil = 'import { writeFileSync } from "node:fs"; writeFileSync("OUTSIDE/ran", "x");';

/** Files of others, read or run. */
export const fileCases: readonly Case[] = [
  files("program elsewhere", "runs a program elsewhere", "GD-S003", runs("OUTSIDE/elsewhere.mjs")),
  files("program above", "runs a program above its folder", "GD-S003", runs("../../etc/evil.mjs")),
  files(
    "program above fixtures",
    "runs a program through the folder of shipped ones",
    "GD-S003",
    runs("shop/../../../evil"),
  ),
  files(
    "program by a parameter",
    "runs a program elsewhere, named by a parameter",
    "GD-S003",
    runs("${p}", param("OUTSIDE/elsewhere.mjs")),
  ),
  files(
    "program by --set",
    "runs a program elsewhere, named by a parameter from the command line",
    "GD-S003",
    runs("${p}", param("shop/control-room")),
    { flags: ["--set", "p=../../OUTSIDE/elsewhere.mjs"] },
  ),
  files(
    "program by pieces",
    "puts a path together from pieces",
    "GD-S003",
    runs("${p}/${p}/elsewhere.mjs", param("..")),
  ),
  files(
    "program by a measurement",
    "names a program by what is measured during the drill",
    "GD-S012",
    scenario({
      stack:
        '  db: { kind: mysql, accounts: { app: { grants: [PROCESS] } } }\n  www: { kind: service, program: "${speed}.mjs", needs: [db] }',
      more: "calibrate: { speed: { sqlThroughput: SELECT 1, on: db, as: app } }\n",
    }),
  ),
  files(
    "program by a link",
    "runs a program elsewhere through a link",
    "GD-S003",
    runs("app.mjs"),
    { links: { "app.mjs": "OUTSIDE/elsewhere.mjs" } },
  ),
  files(
    "program by a linked folder",
    "runs a program elsewhere through a linked folder",
    "GD-S003",
    runs("lib/elsewhere.mjs"),
    { links: { lib: "OUTSIDE" } },
  ),
  files(
    "program in a variant",
    "runs a program elsewhere in a variant",
    "GD-S003",
    runs(
      "shop/control-room",
      "variants: { one: {}, two: { stack: { www: { program: OUTSIDE/elsewhere.mjs } } } }\n",
    ),
    { flags: ["--variant", "two"] },
  ),
  files(
    "program in a rerun",
    "runs a program elsewhere in a rerun",
    "GD-S003",
    runs(
      "shop/control-room",
      "corrective: { fix: { text: t, rerun: { set: { stack.www.program: OUTSIDE/elsewhere.mjs } } } }\n",
    ),
    { flags: ["--rerun", "fix"] },
  ),
  files(
    "seed elsewhere",
    "reads a file elsewhere into a database",
    "GD-S003",
    seeded("OUTSIDE/private.key"),
  ),
  files(
    "seed by a parameter",
    "reads a file elsewhere into a database, named by a parameter",
    "GD-S003",
    seeded("${p}", param("OUTSIDE/private.key")),
  ),
  files(
    "seed by a link",
    "reads a file elsewhere into a database through a link",
    "GD-S003",
    seeded("rows.sql"),
    { links: { "rows.sql": "OUTSIDE/private.key" } },
  ),
  files("seed without an end", "reads a pipe that has no end", "GD-S010", seeded("rows.sql"), {
    pipes: ["rows.sql"],
  }),
  files(
    "script elsewhere",
    "runs a k6 script elsewhere",
    "GD-S003",
    scripted("OUTSIDE/load.k6.js"),
  ),
  files(
    "script by a link",
    "runs a k6 script elsewhere through a link",
    "GD-S003",
    scripted("load.k6.js"),
    { links: { "load.k6.js": "OUTSIDE/load.k6.js" } },
  ),
  files(
    "stack above",
    "extends a file above its folder",
    "GD-S003",
    extending("../OUTSIDE/stack.yaml"),
  ),
  files(
    "stack by a link",
    "extends a file elsewhere through a link, to show it in a message",
    "GD-S003",
    extending("stack.yaml"),
    { links: { "stack.yaml": "OUTSIDE/private.key" } },
  ),
  files(
    "stack without an end",
    "extends a pipe that has no end",
    "GD-S001",
    extending("stack.yaml"),
    { pipes: ["stack.yaml"] },
  ),
  files(
    "stack over the journal",
    "takes the journal's name for its stack in the run folder",
    "GD-S003",
    { ...extending("events.jsonl"), "events.jsonl": stack },
  ),
  files(
    "variant by a link",
    "takes a variant from elsewhere through a link",
    "GD-S003",
    { ...runs("shop/control-room", "variants: { one: {}, two: two.yaml }\n") },
    { links: { "two.yaml": "OUTSIDE/private.key" } },
  ),
  programs("program beside it", "runs a program that it brings, unasked", {
    ...runs("app.mjs"),
    "app.mjs": evil,
  }),
  programs("program of a stack", "runs a program that its stack file brings, unasked", {
    ...extending("stack.yaml"),
    "stack.yaml": stack.replace("shop/control-room", "app.mjs"),
    "app.mjs": evil,
  }),
  programs(
    "program of a rerun",
    "runs a program that a rerun brings, unasked",
    {
      ...runs(
        "shop/control-room",
        "corrective: { fix: { text: t, rerun: { set: { stack.www.program: app.mjs } } } }\n",
      ),
      "app.mjs": evil,
    },
    { flags: ["--rerun", "fix"] },
  ),
  programs("program after a change", "changes a program after it was accepted", {
    ...runs("app.mjs"),
    "app.mjs": evil,
    "gameday.trust": `sha256:${"0".repeat(64)}  innocent.yaml: app.mjs\n`,
  }),
  programs("k6 script beside it", "runs a k6 script that it brings, unasked", {
    ...scripted("load.k6.js"),
    "load.k6.js":
      'import http from "k6/http"; export default () => http.get("http://127.0.0.1:9911/k6");',
  }),
];
