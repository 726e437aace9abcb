import type { Plan } from "../../src/plan/plan.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import { gremlin } from "./organisation.ts";

const byApplication =
  "SELECT SUBSTRING_INDEX(SUBSTRING_INDEX(info, 'application=''', -1), '''', 1) AS application, COUNT(*) AS n FROM information_schema.processlist WHERE command = 'Query' GROUP BY 1 ORDER BY n DESC";
const byCustomer =
  "SELECT SUBSTRING_INDEX(SUBSTRING_INDEX(info, 'customer=''', -1), '''', 1) AS customer, COUNT(*) AS n FROM information_schema.processlist WHERE command = 'Query' GROUP BY 1 ORDER BY n DESC";

const scenario = scenarioSchema.parse({
  apiVersion: "gameday/v1",
  kind: "Drill",
  id: "hot-mysql",
  title: "One customer's Monday batch makes MySQL hot",
  version: 3,
  params: { customer: { default: 4211 }, hotFactor: { default: 2 } },
  stack: {
    db: { kind: "mysql" },
    api: { kind: "service", program: "shop/api", replicas: 2, needs: ["db"] },
    www: { kind: "service", program: "shop/www", needs: ["api"] },
    support: { kind: "service", program: "shop/support" },
  },
  load: {
    cohorts: { everyone: { users: 2000 }, batcher: { users: 1 } },
    journeys: {
      "view-order": { to: "www", steps: [{ get: "/orders/{id}" }], vars: { id: "1..200000" } },
      "api-read": { to: "api", steps: [{ get: "/v1/orders/{id}" }], vars: { id: "1..200000" } },
      export: { to: "api", steps: [{ get: "/v1/export?customer=4211", timeout: "10s" }] },
    },
    flows: {
      www: { journey: "view-order", rate: "100/s" },
      api: { journey: "api-read", rate: "80/s" },
    },
  },
  slis: { www: { counts: ["www"], objective: 99.9 }, api: { counts: ["api"], objective: 99.5 } },
  signals: {
    "threads-running": { probe: "mysql", target: "db", unit: "threads", title: "Threads running" },
    connections: { probe: "mysql", target: "db", unit: "", title: "Connections" },
  },
  alerts: {
    "api-errors": {
      when: { sli: "api", below: 99 },
      page: "tloc",
      text: "api: more than 1 % of requests fail",
    },
    storm: {
      when: { sli: "www", below: 99 },
      page: "everyone",
      text: "www: errors from api",
      copies: 12,
    },
  },
  mustBreak: { within: "30s", expect: { sli: "api", below: 80 } },
  faults: {
    batch: {
      fault: "load-surge",
      target: "api",
      with: { journey: "export", cohort: "batcher", rate: "${heavyRate}/s" },
    },
  },
  evidence: {
    "its-the-api": {
      question: "Where do the extra queries come from?",
      statement: "The extra queries come from the API",
      weight: 2,
      accept: { column: "application", equals: "api" },
      canonical: { sql: byApplication, on: "db", as: "oncall" },
      hints: ["Queries carry a comment with the calling service"],
    },
    "one-user": {
      question: "One customer or many?",
      statement: "It is mostly one customer, ${customer}",
      weight: 3,
      accept: { column: "customer", equals: "4211", atLeast: 0.8, count: "n" },
      canonical: { sql: byCustomer, on: "db", as: "oncall" },
    },
    "heavier-workload": {
      question: "What kind of work is it?",
      statement: "The customer is legitimate and the workload is heavier than usual",
      accept: { matches: "enterprise" },
      canonical: { http: { method: "GET", to: "support", path: "/customers/4211" } },
    },
    "limiter-fails": {
      question: "Do the rate limits hold?",
      statement: "The limiter counts requests per node, so it does not hold this workload",
      weight: 3,
      accept: { number: "ratio", above: 1.5 },
      canonical: { log: { of: "api", matches: "allowed" } },
    },
  },
  mitigations: {
    "block-customer": {
      kind: "correct",
      title: "Block the customer in the support app",
      action: { http: { to: "support", path: "/customers/4211/block" } },
      verify: { flow: "batch", share: "rejected", above: 90 },
    },
    "kill-loop": {
      kind: "correct",
      title: "Kill the customer's queries in a loop, every 200 ms",
      action: {
        killLoop: {
          on: "db",
          as: "oncall",
          every: "200ms",
          where: "info LIKE '%customer=''4211''%'",
        },
      },
      verify: { signal: "threads-running", below: 5, for: "10s" },
    },
    "bigger-pool": {
      kind: "wrong",
      title: "Raise the connection pool to 50",
      cost: "no steady gain; five times as many queries run at once",
      detect: { signal: "pool", above: 10 },
    },
    "restart-db": {
      kind: "harmful",
      title: "Restart MySQL",
      cost: "total loss while it restarts, hot again in seconds, the process list is gone",
      detect: { component: "db", is: "restarted" },
    },
  },
  rootCause: {
    category: "noisy neighbour",
    trigger: "A legitimate enterprise customer starts its weekly batch export (Mondays, 7 pm)",
    cause:
      "The rate limiter counts requests per API node, not cost per customer, and the export scans and sorts a third of the table",
    contributing: [
      "One connection pool is shared by all customers",
      "The hop's time-out orphans queries that go on running",
      "No index serves the sort",
    ],
    evidence: ["its-the-api", "one-user", "limiter-fails"],
  },
  corrective: {
    index: { text: "Add an index for the export", rerun: { first: ["block-customer"] } },
    "cost-limit": {
      text: "Limit by cost per customer, across nodes",
      rerun: { set: { "stack.api.config.rateLimit": { key: "customer", unit: "cost" } } },
    },
    talk: { text: "Talk to the customer and offer an asynchronous export", kind: "process" },
  },
  players: { perfect: ["kill-loop"], wrong: ["bigger-pool"] },
  debrief: [
    "What did Threads_running show, and what did it not?",
    "Would a 1 s kill loop have worked? Why not?",
    "How do we support this customer next Monday?",
  ],
});

/** The plan of a drill of the Fast Frog story, as `gameday run hot-mysql --seed 7f3a` makes it. */
export const fastFrogPlan: Plan = {
  v: 1,
  scenario,
  digest: "9f2c41d07b0e5a6f3a8d1c22e94b7d6055aa0f13c8e7d24b61903fbb72ce01aa",
  seed: "7f3a",
  runtime: "process",
  timeScale: 1,
  profile: "gremlin",
  organisation: gremlin,
  incidentName: "Fast Frog",
  params: { customer: 4211, hotFactor: 2 },
  bringUp: [],
  faults: [
    {
      id: "batch",
      fault: "load-surge",
      target: "api",
      atMs: 0,
      forMs: undefined,
      with: { journey: "export", cohort: "batcher", rate: "${heavyRate}/s" },
    },
  ],
  first: [],
  rerun: undefined,
};
