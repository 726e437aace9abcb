// The house rule as a table: a room imports itself, the rooms that its row names, and nothing else
// of ours. `npm run check` and test/house.test.ts hold it; docs/whats-here.md tells what each room
// is for, and its picture is drawn from this table.
export const mayImport = {
  kernel: [],
  event: ["kernel"],
  scenario: ["kernel"],
  machine: ["kernel"],
  mysql: ["kernel"],
  runtime: ["kernel", "mysql"],
  proxy: ["kernel"],
  plan: ["kernel", "scenario"],
  survey: ["kernel"],
  fault: ["kernel", "event", "runtime", "proxy", "mysql"],
  load: ["kernel", "runtime"],
  probe: ["kernel", "runtime", "mysql"],
  journal: ["kernel", "event"],
  audit: ["kernel", "event", "plan"],
  monitor: ["kernel", "event", "plan"],
  incident: ["kernel", "event"],
  metrics: ["kernel", "event", "plan", "monitor", "incident"],
  engine: [
    "kernel",
    "event",
    "plan",
    "machine",
    "runtime",
    "proxy",
    "fault",
    "load",
    "probe",
    "journal",
    "monitor",
    "incident",
  ],
  control: ["kernel", "event", "incident"],
  player: ["kernel", "event", "plan", "control", "mysql"],
  watch: ["kernel", "event", "journal", "runtime", "proxy", "fault"],
  verdict: ["kernel", "event", "plan", "incident", "metrics"],
  report: ["kernel", "event", "plan", "incident", "metrics", "verdict"],
  terminal: ["kernel", "event", "plan", "incident", "metrics", "verdict", "audit"],
  app: [
    "kernel",
    "event",
    "scenario",
    "machine",
    "runtime",
    "mysql",
    "proxy",
    "plan",
    "fault",
    "load",
    "probe",
    "journal",
    "monitor",
    "incident",
    "metrics",
    "engine",
    "control",
    "player",
    "watch",
    "verdict",
    "report",
    "survey",
    "audit",
  ],
  commands: ["kernel", "app", "terminal"],
};

/** Rooms that compute and never touch the machine: a drill can be replayed through them. */
const pure = [
  "kernel",
  "event",
  "scenario",
  "plan",
  "survey",
  "monitor",
  "incident",
  "metrics",
  "verdict",
];
/** Each third-party package has one owner: replacing it is a matter of that room. */
const owners = {
  "@oclif/core": "^src/(commands|terminal)/",
  "@inquirer/prompts": "^src/terminal/",
  "toxiproxy-node-client": "^src/proxy/",
  re2js: "^src/kernel/",
  dockerode: "^src/runtime/docker/",
  mysql2: "^(src/mysql|fixtures)/",
  ioredis: "^fixtures/",
  handlebars: "^src/report/",
  yaml: "^src/(scenario|survey)/",
  zod: "^src/(scenario|event|fault|load|probe|proxy|control)/",
};
const error = (name, from, to, comment) => ({
  name,
  severity: "error",
  from,
  to,
  ...(comment && { comment }),
});

export default {
  forbidden: [
    ...Object.entries(mayImport).map(([room, friends]) =>
      error(
        `house-${room}`,
        { path: `^src/${room}/` },
        {
          path: "^(src|test|bench|fixtures|scripts)/",
          pathNot: `^src/(${[room, ...friends].join("|")})/`,
        },
        `src/${room}/ may import: ${friends.join(", ") || "nothing"}.`,
      ),
    ),
    ...Object.entries(owners).map(([name, owner]) =>
      error(
        `owner-${name.replace("/", "-")}`,
        { path: "^(src|fixtures)/", pathNot: owner },
        { path: `(^|/)node_modules/(@types/)?${name}(/|$)` },
      ),
    ),
    error(
      "adapters-only-in-app",
      { path: "^src/", pathNot: "^src/(app|runtime/[^/]+)/" },
      { path: "^src/runtime/[^/]+/" },
    ),
    error(
      "pure-rooms-do-no-io",
      { path: `^src/(${pure.join("|")})/` },
      { dependencyTypes: ["core"] },
    ),
    error(
      "no-unlisted-room",
      { path: "^src/" },
      { path: "^src/", pathNot: `^src/(${Object.keys(mayImport).join("|")})/` },
    ),
    error("no-cycles", { path: "^src/" }, { circular: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
