import { database, gate, scenario, type Case } from "./case.ts";

const signal = (probe: string, rest: string): string =>
  `signals: { s: { probe: ${probe}, target: www, with: { ${rest} } } }\n`;
const reach = (
  name: string,
  tries: string,
  becomes: Case["becomes"],
  files: Readonly<Record<string, string>>,
  more: Partial<Case> = {},
): Case => ({ name, kind: "addresses", tries, becomes, files, ...more });
const path = (text: string): Readonly<Record<string, string>> =>
  scenario({ load: gate.replace("get: /health", `get: ${JSON.stringify(text)}`) });
const act = (text: string): Readonly<Record<string, string>> =>
  scenario({
    more: `mitigations: { m: { kind: partial, title: t, action: { http: { to: www, path: ${JSON.stringify(text)} } }, verify: { slis: objective } } }\n`,
  });

/** Requests to where the stack is not. */
export const reachCases: readonly Case[] = [
  reach(
    "ledger elsewhere",
    "asks another address for its ledger",
    "GD-S015",
    database("", {
      more: signal("ledger", 'path: "@127.0.0.1:9911/latest/meta-data", in: [db], sql: SELECT 1'),
    }),
  ),
  reach(
    "ledger by a parameter",
    "asks another address for its ledger, named by a parameter",
    "GD-S015",
    database("", {
      more: `params: { p: { default: "@127.0.0.1:9911/" } }\n${signal("ledger", 'path: "${p}", in: [db], sql: SELECT 1')}`,
    }),
  ),
  reach(
    "probe elsewhere",
    "asks another address by a probe",
    "GD-S015",
    scenario({ more: signal("http", 'path: "@127.0.0.1:9911/"') }),
  ),
  reach(
    "probe of a name",
    "makes an address longer by a probe's path",
    "GD-S015",
    scenario({ more: signal("http", 'path: ".evil.example/"') }),
  ),
  reach(
    "probe with two slashes",
    "asks for a path that begins like an address",
    "runs",
    scenario({ more: signal("http", "path: //127.0.0.1:9911/") }),
  ),
  reach(
    "probe of a backslash",
    "asks for a path that some take for an address",
    "runs",
    scenario({ more: signal("http", String.raw`path: "/\\\\127.0.0.1:9911/"`) }),
  ),
  reach(
    "probe of a line",
    "writes a second request into a path",
    "GD-S015",
    scenario({ more: signal("http", String.raw`path: "/ HTTP/1.1\r\nhost: x\r\n\r\nGET /admin"`) }),
  ),
  reach("load elsewhere", "sends load to another address", "GD-S003", path("@127.0.0.1:9911/")),
  reach(
    "load with two slashes",
    "sends load to a path that begins like an address",
    "runs",
    path("//127.0.0.1:9911/health"),
  ),
  reach(
    "load by a variable",
    "sends load to another address, put together from what is drawn",
    "GD-S003",
    scenario({
      load: gate
        .replace("get: /health", 'get: "{at}"')
        .replace("to: www", 'to: www, vars: { at: ["@127.0.0.1:9911/"] }'),
    }),
  ),
  reach(
    "action elsewhere",
    "makes a scripted player ask another address",
    "GD-S003",
    act("@127.0.0.1:9911/"),
  ),
  reach(
    "component by an address",
    "sends load to an address instead of a component",
    "GD-S003",
    scenario({ load: gate.replace("to: www", 'to: "127.0.0.1:9911"') }),
  ),
  reach(
    "senders elsewhere",
    "sends from an address that is not loopback",
    "GD-S003",
    scenario({
      load: `${gate.replace("journey: read", "journey: read, cohort: them")}`.replace(
        "load:\n",
        'load:\n  cohorts: { them: { from: ["0.0.0.0"] } }\n',
      ),
    }),
  ),
];
