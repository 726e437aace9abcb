/**
 * The journal of a hot-MySQL drill as the seed tells it, made by hand and by the real monitor: the
 * batch starts at 20 s, SEV 1 Fast Frog is declared, becomes SEV 0 after two minutes of breach, and
 * players block the customer.
 */
import { monitorActor, type Actor } from "../../src/event/actor.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { bin, bins, happens, inOrder, testPlan, type TimedInput } from "./event-builder.ts";
import { watched } from "./watched.ts";

const you: Actor = { id: "you", kind: "person", roles: ["tloc"] };
const imoc: Actor = { id: "imoc-bot", kind: "bot", roles: ["imoc"] };

/**
 * The plan that the journal belongs to; `perSecond` of the batch is an expression until the machine
 * is measured.
 */
export function fastFrogPlan(): Plan {
  return testPlan(
    {
      id: "hot-mysql",
      title: "Hot MySQL",
      summary: "Pages and the API are slow or fail. Find out why and bring the users back.",
      params: { hotFactor: { default: 2 }, customer: { default: 4211 } },
      signals: {
        "threads-running": {
          probe: "mysql-status",
          target: "db",
          unit: "threads",
          title: "mysql running",
        },
        blocked: { probe: "http" },
        pool: { probe: "http" },
      },
      alerts: {
        "db-hot": {
          when: { signal: "threads-running", above: 10 },
          for: "3s",
          text: "Threads_running is high on db",
        },
        "api-errors": {
          when: { sli: "api", below: 90, over: "5s" },
          text: "errors from api",
          copies: 3,
        },
      },
      evidence: {
        "its-the-api": {
          question: "Where do the queries come from?",
          statement: "The queries come from the api.",
          weight: 2,
          accept: { column: "application", equals: "api" },
          canonical: { log: { of: "api", matches: "x" } },
        },
        "one-customer": {
          question: "Whose are they?",
          statement: "Nearly all are customer ${customer}'s.",
          weight: 3,
          accept: { column: "customer", equals: "${customer}" },
          canonical: { log: { of: "api", matches: "x" } },
        },
        "limiter-fails": {
          question: "Why does the limiter not hold?",
          statement: "It counts requests per node, not cost.",
          weight: 3,
          accept: { number: "ratio", above: 1 },
          canonical: { log: { of: "api", matches: "x" } },
        },
      },
      mitigations: {
        "block-customer": {
          kind: "correct",
          title: "Block the customer",
          verify: { signal: "blocked", is: 1 },
        },
        "bigger-pool": {
          kind: "wrong",
          title: "Raise the pool to 50",
          cost: "no gain, more running threads",
          detect: { signal: "pool", above: 10 },
        },
      },
      rootCause: {
        category: "noisy neighbour",
        trigger: "A customer's weekly batch",
        cause: "The limiter counts requests per node",
        evidence: ["one-customer", "limiter-fails"],
      },
      corrective: { "cost-limit": { text: "Limit by cost", rerun: { set: {} } } },
    },
    { params: { hotFactor: 2, customer: 4211 } },
  );
}

/** Seconds of the story, so that tests can say what they expect. */
export const story = {
  fault: 20,
  impact: 26,
  declared: 60,
  raised: 150,
  blocked: 346,
  contained: 347,
  end: 410,
} as const;

/** The journal, whole and stamped. */
export function fastFrog(plan: Plan = fastFrogPlan()): GamedayEvent[] {
  return watched(plan, inOrder(frame(), traffic(), signals(), people()), (story.end + 10) * 1_000)
    .events;
}

function frame(): TimedInput[] {
  const s = 1_000;
  return [
    happens(10, "drill.phase", { phase: "up" }),
    happens(20, "calibration.measured", {
      name: "heavyCapacity",
      value: 21.4,
      unit: "/s",
      detail: "86 statements in 4 s, 4 at a time",
    }),
    happens(30, "plan.resolved", {
      values: { hotFactor: 2, customer: 4211, heavyCapacity: 21.4 },
      flows: { web: 100, partner: 25 },
    }),
    happens(40, "load.started", { driver: "builtin", flows: { web: 100, partner: 25 } }),
    happens(50, "drill.phase", { phase: "steady" }),
    happens(12 * s, "gate.checked", {
      gate: "baseline",
      met: true,
      detail: "healthy before the fault",
    }),
    happens(story.fault * s - 5, "drill.phase", { phase: "break" }),
    happens(story.fault * s, "fault.armed", {
      fault: "load-surge",
      id: "batch",
      target: "",
      with: { journey: "export", cohort: "batcher", perSecond: 42.8 },
      undo: { do: "end-flow", flow: "batch" },
    }),
    happens(story.fault * s, "fault.applied", { id: "batch" }),
    happens(22 * s, "fault.verified", {
      id: "batch",
      ok: true,
      evidence: '43 requests of "batch" in the last full second',
    }),
    happens(35 * s, "gate.checked", {
      gate: "mustBreak",
      met: true,
      detail: "the promised symptom is there",
    }),
    happens(35 * s + 1, "drill.phase", { phase: "respond" }),
    happens(story.end * s, "heal.started", { why: "the incident is resolved" }),
    happens(story.end * s + 1, "drill.phase", { phase: "heal" }),
    happens(story.end * s + 500, "fault.undone", {
      id: "batch",
      ok: true,
      evidence: "the flow is gone",
      why: "heal",
    }),
    happens(story.end * s + 600, "heal.step", { what: 'undo the fault "batch"', ok: true }),
    happens(story.end * s + 2_000, "heal.done", { residue: [], tookMs: 1_990 }),
    happens(story.end * s + 2_100, "drill.ended", {
      why: "resolved",
      detail: "the incident is resolved",
    }),
    happens(story.end * s + 2_200, "drill.phase", { phase: "over" }),
  ];
}

function traffic(): TimedInput[] {
  const { impact, contained, end, fault } = story;
  const batch = Array.from({ length: end - fault }, (_, i) => {
    const second = fault + i;
    const blocked = second > story.blocked;
    return happens(
      second * 1_000,
      "load.bin",
      bin("batch", second, 43, blocked ? 0 : 12, {
        rejected: blocked ? 43 : 0,
        error: 0,
        timeout: blocked ? 0 : 31,
      }),
      { ex: (second + 1) * 1_000 },
    );
  });
  return [
    bins("web", 0, impact, 100, 100),
    bins("web", impact, contained, 100, 40, { p99: 1_000, newlyHurt: 3 }),
    bins("web", contained, end, 100, 100),
    bins("partner", 0, impact, 25, 25),
    bins("partner", impact, contained, 25, 10, { p99: 1_000, newlyHurt: 1 }),
    bins("partner", contained, end, 25, 25),
    batch,
  ].flat();
}

function signals(): TimedInput[] {
  return Array.from({ length: story.end }, (_, second) => {
    const hot = second >= story.fault + 2 && second <= story.blocked;
    const sample = (signal: string, value: number, unit = ""): TimedInput =>
      happens(second * 1_000 + 100, "probe.sample", { signal, value, unit }, { by: monitorActor });
    return [
      sample("threads-running", hot ? 30 + (second % 7) : 2, "threads"),
      sample("blocked", second >= story.blocked ? 1 : 0),
      sample("pool", second >= 200 ? 50 : 10),
    ];
  }).flat();
}

function people(): TimedInput[] {
  const s = 1_000;
  const proof = (at: number, evidence: string, statement: string, output: string): TimedInput =>
    happens(
      at,
      "evidence.proved",
      {
        evidence,
        statement,
        how: "column",
        artefact: { command: 'gameday sql -e "SELECT …"', output, exit: 0 },
      },
      { by: you },
    );
  const state = (
    at: number,
    to: "acknowledged" | "diagnosing" | "mitigating" | "mitigated" | "monitoring" | "resolved",
    more: { premature?: boolean; text?: string } = {},
  ): TimedInput =>
    happens(at, "incident.state", { state: to, ...more }, { by: imoc, incident: "fast-frog" });
  return [
    happens(
      story.declared * s,
      "incident.declared",
      {
        level: 1,
        name: "Fast Frog",
        text: "API and pages fail",
        deadlineEx: story.declared * s + 8 * 3_600_000,
      },
      { by: imoc, incident: "fast-frog" },
    ),
    happens(70 * s, "page.acked", { to: "tloc" }, { by: you }),
    state(71 * s, "acknowledged"),
    happens(
      75 * s,
      "incident.assigned",
      { role: "tloc", to: "you" },
      { by: imoc, incident: "fast-frog" },
    ),
    proof(110 * s, "its-the-api", "The queries come from the api.", "application\tn\napi\t31\n"),
    state(111 * s, "diagnosing"),
    happens(
      story.raised * s,
      "incident.severity",
      {
        from: 1,
        to: 0,
        why: "every named service is below its objective for 2 m",
        automatic: true,
        deadlineEx: story.raised * s + 900_000,
      },
      { incident: "fast-frog" },
    ),
    happens(170 * s, "hint.given", {
      about: "one-customer",
      text: "Read the tail of Info",
      cost: 2,
    }),
    happens(
      199 * s,
      "tool.used",
      { tool: "http", summary: 'PUT support /api/pool {"size":50}' },
      { by: you },
    ),
    happens(
      240 * s,
      "evidence.refused",
      {
        evidence: "one-customer",
        why: "no column customer",
        artefact: { command: "SHOW PROCESSLIST", output: "…", exit: 0 },
      },
      { by: you },
    ),
    proof(
      250 * s,
      "one-customer",
      "Nearly all are customer 4211's.",
      "customer\tn\n4211\t30\n17\t1\n",
    ),
    state(280 * s, "mitigated", { premature: true, text: "the pool is bigger" }),
    state(290 * s, "mitigating"),
    proof(300 * s, "limiter-fails", "It counts requests per node, not cost.", "ratio\n2.1\n"),
    happens(
      345 * s,
      "tool.used",
      { tool: "http", summary: "POST support /customers/4211/block" },
      { by: you },
    ),
    happens(
      350 * s,
      "incident.updated",
      { text: "The batch is blocked; users come back.", audience: "all" },
      { by: imoc, incident: "fast-frog" },
    ),
    state(380 * s, "mitigated", { text: "customer blocked" }),
    state(381 * s, "monitoring"),
    state(400 * s, "resolved"),
  ];
}
