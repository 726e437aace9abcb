/**
 * The scenario file, `apiVersion: gameday/v1`: one schema from which come the TypeScript types, the checks, the defaults
 * and the published JSON Schema. Durations are read into milliseconds. Names of things are kebab-case map keys, so that
 * a name cannot be given twice and every reference is a key.
 */
import { z } from "zod";
import { parseDuration } from "../kernel/duration.ts";

export const name = z.string().regex(/^[a-z][a-z0-9-]*$/, "must be kebab-case: a-z, 0-9 and -, starting with a letter");
const text = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** `30s`, `15m`, `200ms` → milliseconds. */
export const duration = z
  .string()
  .regex(/^(\d+(\.\d+)?(ms|s|m|h|d))+$/, 'must be a duration such as "200ms", "30s", "15m"')
  .transform((value) => parseDuration(value) ?? 0)
  .meta({ description: "A duration: 200ms, 30s, 15m, 8h" });

/** A number, or an expression over parameters and calibration results, `${heavyCapacity * hotFactor}`. */
export const quantity = z.union([z.number(), z.string().regex(/^\$\{[^}]+\}$/, 'must be a number or one expression "${…}"')]);

/** `100/s`, `30/m` or `${expression}/s` → kept as text, evaluated to requests per second by the plan. */
export const rate = z.union([
  z.number().nonnegative(),
  z.string().regex(/^(\d+(\.\d+)?|\$\{[^}]+\})\/(s|m)$/, 'must be a rate such as "20/s", "90/m" or "${expression}/s"'),
]);

/** `region`, `region/zone` or `region/zone/rack`. */
const place = z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+){0,2}$/, 'must be "region", "region/zone" or "region/zone/rack"');

// ── Predicates: what gates, alerts, mitigations and wrong turns are decided by ─────────────────────────────────────
const comparison = { above: quantity.optional(), below: quantity.optional(), atLeast: quantity.optional(), atMost: quantity.optional(), is: scalar.optional(), for: duration.optional() };

const simplePredicate = z.union([
  /** An SLI's success, in percent, over `over` (default: its last complete second). `{sli: api, below: 80}` */
  z.strictObject({ sli: name, over: duration.optional(), ...comparison }),
  /** A signal's newest value. `{signal: threads-running, above: 10, for: 5s}` */
  z.strictObject({ signal: name, ...comparison }),
  /** Share of a flow's requests that ended in one way, in percent, over `over` (default 5s). `{flow: batch, share: rejected, above: 90}` */
  z.strictObject({ flow: name, share: z.enum(["good", "slow", "error", "timeout", "unsent", "rejected"]), over: duration.optional(), ...comparison }),
  /** A component's state as the runtime sees it. `{component: db, is: restarted}` */
  z.strictObject({ component: text, is: z.enum(["running", "paused", "stopped", "restarted"]), for: duration.optional() }),
  /** Every SLI at or above its objective. `{slis: objective}` */
  z.strictObject({ slis: z.literal("objective"), for: duration.optional() }),
]);
export type SimplePredicate = z.output<typeof simplePredicate>;
export type Predicate = SimplePredicate | { all: Predicate[] } | { any: Predicate[] } | { not: Predicate };
export const predicate: z.ZodType<Predicate> = z.lazy(() =>
  z.union([simplePredicate, z.strictObject({ all: z.array(predicate).min(1) }), z.strictObject({ any: z.array(predicate).min(1) }), z.strictObject({ not: predicate })]),
).meta({ id: "Predicate" });

// ── The stack ───────────────────────────────────────────────────────────────────────────────────────────────────────
const account = z.strictObject({
  password: text.default("gameday"),
  /** Portable: `SELECT ON shop.*`, `PROCESS`, or the pseudo-grants `kill`, `monitor` (performance_schema and sys), `admin` (all). */
  grants: z.array(text).min(1),
});

const mysqlComponent = z.strictObject({
  kind: z.literal("mysql"),
  at: place.default("a/a1/r1"),
  doc: text.optional(),
  /** Server variables, `max_connections: 151`. Those a flavour does not know are left out and listed. */
  variables: z.record(z.string(), scalar).default({}),
  /** An SQL file beside the scenario or in fixtures/; `${rows}`-like names come from `with`. */
  seed: z.strictObject({ sql: text, with: z.record(z.string(), scalar).default({}) }).optional(),
  database: z.string().default("shop"),
  accounts: z.record(name, account).default({}),
});

const serviceComponent = z.strictObject({
  kind: z.literal("service"),
  at: place.default("a/a1/r1"),
  doc: text.optional(),
  /** A fixture program, `shop/api`, or a path beside the scenario. */
  program: text,
  replicas: z.int().min(1).max(9).default(1),
  /** Handed to the program as JSON; `${expression}` over parameters and calibration results is allowed anywhere in it. */
  config: z.record(z.string(), z.json()).default({}),
  /** Names of components whose addresses the program is given; it is started after them. */
  needs: z.array(name).default([]),
  /** What users and players may open from outside, shown in the live view. */
  front: text.optional(),
  health: z.strictObject({ path: z.string().default("/health"), within: duration.prefault("15s") }).prefault({}),
});

const component = z.discriminatedUnion("kind", [mysqlComponent, serviceComponent]);

/** A way between two components that goes through the fault proxy: `from` needs `to`, and is given the proxy's addresses. */
const link = z.strictObject({ from: name, to: name, doc: text.optional() });

// ── Load ────────────────────────────────────────────────────────────────────────────────────────────────────────────
const step = z.strictObject({
  get: text.optional(),
  post: text.optional(),
  put: text.optional(),
  delete: text.optional(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.json().optional(),
  timeout: duration.prefault("1s"),
  expect: z.strictObject({ status: z.int().default(200), under: duration.optional() }).prefault({}),
});

const journey = z.strictObject({
  /** The component that the requests go to. */
  to: name,
  /** `{id}` in paths, headers and bodies is drawn from here: `1..200000`, or a list. `{user}` is always the user's number. */
  vars: z.record(z.string(), z.union([z.string().regex(/^\d+\.\.\d+$/), z.array(scalar).min(1), scalar])).default({}),
  steps: z.array(step).default([]),
  /** Instead of steps: a k6 script beside the scenario, which decides its rate itself. It finds the component in __ENV.GAMEDAY_TO. */
  script: text.optional(),
});

const flow = z.strictObject({ journey: name, cohort: name.default("everyone"), rate });

// ── Evidence, mitigations, corrective actions ───────────────────────────────────────────────────────────────────────
/** How a proof is judged: on the rows or text that a command printed, never on the command itself. */
export const accept = z.union([
  /** One value holds at least `atLeast` (share 0–1, default 0.5) of a column, weighted by `count` where given. */
  z.strictObject({
    column: text,
    equals: scalar,
    atLeast: quantity.default(0.5),
    count: text.optional(),
    /** For output without that column, a process list or a log: of the printed lines that match `of`, the share that match `matching`. */
    lines: z.strictObject({ matching: text, of: text }).optional(),
  }),
  /** A number in the named column's first row, or the last number printed. */
  z.strictObject({ number: text.optional(), above: quantity.optional(), below: quantity.optional() }),
  /** Text that the output must hold, as a regular expression. */
  z.strictObject({ matches: text }),
]);
export type Accept = z.output<typeof accept>;

/** Something a player does with a tool that a person has. */
export const action = z.union([
  z.strictObject({ sql: text, on: name, as: name }),
  z.strictObject({ http: z.strictObject({ method: z.enum(["GET", "POST", "PUT", "DELETE"]).default("POST"), to: name, path: text, json: z.json().optional() }) }),
  z.strictObject({ killLoop: z.strictObject({ on: name, as: name, every: duration, where: text, scope: z.enum(["query", "connection"]).default("query") }) }),
  z.strictObject({ log: z.strictObject({ of: name, matches: text }) }),
]);
export type Action = z.output<typeof action>;

const evidence = z.strictObject({
  question: text,
  /** Shown only after proof. */
  statement: text,
  weight: z.number().positive().default(1),
  accept,
  /** How the scripted player proves it, and what the report offers as one way. */
  canonical: action,
  hints: z.array(text).default([]),
});

const mitigation = z.strictObject({
  kind: z.enum(["correct", "partial", "wrong", "harmful"]),
  title: text,
  /** What it costs, for wrong and harmful ones; shown in the report. */
  cost: text.optional(),
  action: action.optional(),
  /** Correct and partial: how the tool sees that it works. */
  verify: predicate.optional(),
  /** Wrong and harmful: how the tool sees that it was done. */
  detect: predicate.optional(),
  /** What the simulated stack does when the action is taken; real stacks ignore it. */
  sim: z.strictObject({ admits: z.record(name, z.number()).optional(), relieves: z.number().optional(), restarts: name.optional() }).optional(),
});

const corrective = z.strictObject({
  text,
  kind: z.enum(["detect", "mitigate", "prevent", "process"]).default("prevent"),
  /** The same fault with the fix in place, run as a Test. */
  rerun: z.strictObject({ set: z.record(z.string(), z.json()).default({}), first: z.array(name).default([]), note: text.optional() }).optional(),
});

const plannedFault = z.strictObject({
  fault: text,
  /** A component or `component/replica`; a link or `link/replica`; nothing for faults of the load. */
  target: z.string().optional(),
  /** From the start of the break phase. */
  at: duration.prefault("0s"),
  /** Ends by itself after this; without it, at `contained+10m` or the drill's limit. */
  for: duration.optional(),
  with: z.record(z.string(), z.json()).default({}),
});

// ── The scenario ────────────────────────────────────────────────────────────────────────────────────────────────────
export const scenarioSchema = z.strictObject({
  apiVersion: z.literal("gameday/v1"),
  kind: z.enum(["Drill", "Test"]),
  id: name,
  title: text,
  /** What a player may read before the start. No spoilers. */
  summary: text.optional(),
  version: z.int().positive().default(1),
  difficulty: z.int().min(1).max(5).default(2),
  type: z.enum(["availability", "feature", "data", "security"]).default("availability"),
  tags: z.array(text).default([]),
  inspiredBy: z.array(z.strictObject({ title: text, publisher: text.optional(), date: text.optional(), url: text.optional() })).default([]),
  profile: z.string().default("gremlin"),
  /** Nothing of the drill goes on after this. */
  limit: duration.prefault("25m"),
  params: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), z.strictObject({ default: scalar, min: z.number().optional(), max: z.number().optional(), values: z.array(scalar).optional(), doc: text.optional() })).default({}),
  stack: z.record(name, component),
  links: z.record(name, link).default({}),
  calibrate: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), z.strictObject({ sqlThroughput: text, on: name, as: name, concurrency: z.int().min(1).max(32).default(4), for: duration.prefault("4s"), min: z.number().positive().default(1), max: z.number().positive().default(10_000) })).default({}),
  load: z.strictObject({
    cohorts: z.record(name, z.strictObject({ users: z.int().min(1).default(1000), doc: text.optional() })).default({ everyone: { users: 1000 } }),
    journeys: z.record(name, journey),
    flows: z.record(name, flow),
  }),
  slis: z.record(name, z.strictObject({ counts: z.array(name).min(1), objective: z.number().gt(0).lt(100).default(99.5), service: text.optional() })),
  /** How long every SLI must stay inside its objective before the users count as back. */
  hold: duration.prefault("30s"),
  /** Extra observation between `mitigated` and `resolve`, exercise time. */
  watch: duration.prefault("15s"),
  signals: z.record(name, z.strictObject({ probe: text, target: z.string().optional(), unit: z.string().default(""), title: text.optional(), show: z.boolean().default(true), every: duration.prefault("1s"), with: z.record(z.string(), z.json()).default({}) })).default({}),
  alerts: z.record(name, z.strictObject({ when: predicate, for: duration.prefault("0s"), page: text.default("tloc"), text, copies: z.int().min(1).max(50).default(1) })).default({}),
  baseline: z.strictObject({ for: duration.prefault("8s"), expect: predicate.prefault({ slis: "objective" }) }).prefault({}),
  mustBreak: z.strictObject({ within: duration.prefault("30s"), expect: predicate }).optional(),
  mustHold: z.strictObject({ for: duration.prefault("45s"), expect: predicate.prefault({ slis: "objective" }) }).optional(),
  faults: z.record(name, plannedFault),
  evidence: z.record(name, evidence).default({}),
  mitigations: z.record(name, mitigation).default({}),
  rootCause: z.strictObject({ category: text, trigger: text, cause: text, contributing: z.array(text).default([]), evidence: z.array(name).default([]) }).optional(),
  corrective: z.record(name, corrective).default({}),
  players: z.strictObject({ perfect: z.array(name).default([]), wrong: z.array(name).default([]) }).prefault({}),
  hints: z.array(text).default([]),
  debrief: z.array(text).default([]),
});

/** A scenario with every default in place; what `gameday scenario show` prints. */
export type Scenario = z.output<typeof scenarioSchema>;
export type Component = Scenario["stack"][string];
export type Link = z.output<typeof link>;
export type MysqlComponent = z.output<typeof mysqlComponent>;
export type ServiceComponent = z.output<typeof serviceComponent>;
export type Journey = z.output<typeof journey>;
export type Step = z.output<typeof step>;
export type Mitigation = z.output<typeof mitigation>;
export type Evidence = z.output<typeof evidence>;
export type Corrective = z.output<typeof corrective>;
export type Signal = Scenario["signals"][string];
export type Quantity = z.output<typeof quantity>;
