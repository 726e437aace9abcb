/**
 * The Fast Frog story as events, in exercise time; bins and samples come from a small model of a
 * database that gets hot.
 */
import type { Actor } from "../../src/event/actor.ts";
import type { EventInput } from "../../src/event/event.ts";
import type { LoadBin } from "../../src/event/load.ts";
import { engineActor, monitorActor } from "../../src/event/actor.ts";
import { fastFrogPlan } from "./fast-frog-plan.ts";

export { fastFrogPlan };

const tloc: Actor = { id: "you", kind: "person", roles: ["tloc"] };
const bot: Actor = { id: "bot", kind: "bot", roles: ["imoc"] };

/** Exercise second of the fault, of the first hurt user, of containment and of the end. */
export interface Story {
  readonly fault: number;
  readonly hurt: number;
  readonly contained: number | undefined;
  readonly end: number;
}

/** Users back 5 m 47 s after the fault. */
export const solved: Story = { fault: 30, hurt: 38, contained: 377, end: 490 };
/** Nobody brings them back. */
export const open: Story = { fault: 30, hurt: 38, contained: undefined, end: 400 };

/** A repeatable number in [0, 1) for a place in the story. */
function noise(n: number): number {
  const x = Math.sin(n * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}

function bin(
  flow: string,
  second: number,
  offered: number,
  goodShare: number,
  more: Partial<LoadBin> = {},
): LoadBin {
  const good = Math.min(offered, Math.round(offered * goodShare));
  const lost = offered - good;
  const timeout = Math.floor(lost * 0.6);
  const slow = Math.floor(lost * 0.25);
  return {
    flow,
    second,
    offered,
    good,
    slow,
    timeout,
    error: lost - timeout - slow,
    unsent: 0,
    rejected: 0,
    newlyHurt: Math.ceil(lost / 7),
    p50: 6 + lost * 9,
    p99: 18 + lost * 55,
    max: 25 + lost * 60,
    lateP99: 1.2,
    ...more,
  };
}

function second(story: Story, s: number): EventInput[] {
  const hurt = s >= story.hurt && (story.contained === undefined || s < story.contained);
  const hot = s >= story.fault && (story.contained === undefined || s < story.contained);
  const bins = [
    bin("www", s, 100, hurt ? 0.93 + 0.05 * noise(s) : 1),
    bin("api", s, 80, hurt ? 0.66 + 0.14 * noise(s + 7) : 1),
  ];
  if (s >= story.fault)
    bins.push(
      bin("batch", s, 12, 0.1, hot ? {} : { good: 0, slow: 0, error: 0, timeout: 0, rejected: 12 }),
    );
  const threads = hot ? Math.round(38 + 12 * noise(s + 3)) : Math.round(1 + 2 * noise(s));
  return [
    ...bins.map(
      (data) =>
        ({
          type: "load.bin",
          data,
          at: (s + 1) * 1_000,
          by: engineActor,
          sees: "truth",
        }) satisfies EventInput,
    ),
    {
      type: "probe.sample",
      data: { signal: "threads-running", value: threads, unit: "threads" },
      at: s * 1_000,
      by: monitorActor,
    },
    {
      type: "probe.sample",
      data: { signal: "connections", value: hot ? 142 : 21, unit: "" },
      at: s * 1_000,
      by: monitorActor,
    },
  ];
}

const nobody = { sees: "truth", by: engineActor } as const;

function opening(story: Story): EventInput[] {
  return [
    {
      type: "drill.planned",
      at: 0,
      by: engineActor,
      data: {
        drill: "2026-11-21-hot-mysql-7f3a",
        scenario: "hot-mysql",
        title: fastFrogPlan.scenario.title,
        kind: "Drill",
        scenarioVersion: 3,
        digest: fastFrogPlan.digest,
        seed: "7f3a",
        runtime: "process",
        runtimeWhy: "mariadbd 10.11 found on PATH",
        timeScale: 1,
        profile: "gremlin",
        player: "human",
        gameday: "0.1.0",
        host: { cpus: 2, memoryMiB: 7_936, platform: "linux x64", node: "v24.21.0" },
      },
    },
    {
      type: "calibration.measured",
      at: 1_000,
      ...nobody,
      data: { name: "heavyCapacity", value: 6.2, unit: "/s", detail: "concurrency 4 for 4 s" },
    },
    {
      type: "plan.resolved",
      at: 1_100,
      ...nobody,
      data: {
        values: { customer: 4211, hotFactor: 2, heavyCapacity: 6.2, heavyRate: 12.4 },
        flows: { www: 100, api: 80, batch: 12 },
      },
    },
    {
      type: "load.started",
      at: 1_200,
      ...nobody,
      data: { driver: "builtin", flows: { www: 100, api: 80 } },
    },
    { type: "drill.phase", at: 2_000, by: engineActor, data: { phase: "steady" } },
    {
      type: "gate.checked",
      at: 28_000,
      ...nobody,
      data: { gate: "baseline", met: true, detail: "www 100 %, api 100 % for 8 s" },
    },
    { type: "drill.phase", at: story.fault * 1_000, by: engineActor, data: { phase: "break" } },
    {
      type: "fault.armed",
      at: story.fault * 1_000,
      ...nobody,
      data: {
        fault: "load-surge",
        id: "batch",
        target: "api",
        with: { journey: "export", cohort: "batcher", rate: 12.4 },
        undo: { do: "end-flow", flow: "batch" },
      },
    },
    {
      type: "truth.changed",
      at: story.fault * 1_000,
      ...nobody,
      data: { state: "armed", detail: "1 fault armed" },
    },
    { type: "fault.applied", at: story.fault * 1_000, ...nobody, data: { id: "batch" } },
    {
      type: "truth.changed",
      at: story.fault * 1_000,
      ...nobody,
      data: { state: "active", detail: "load-surge on api" },
    },
    {
      type: "fault.verified",
      at: story.fault * 1_000 + 1_500,
      ...nobody,
      data: { id: "batch", ok: true, evidence: "batch offers 12 requests a second" },
    },
    {
      type: "impact.started",
      at: story.hurt * 1_000,
      ...nobody,
      data: { second: story.hurt, slis: ["api", "www"] },
    },
    {
      type: "gate.checked",
      at: 45_000,
      ...nobody,
      data: { gate: "mustBreak", met: true, detail: "api below 80 %" },
    },
    {
      type: "truth.changed",
      at: 46_000,
      ...nobody,
      data: { state: "detectable", detail: "api below 99 %" },
    },
    {
      type: "alert.fired",
      at: 54_000,
      by: monitorActor,
      data: {
        alert: "api-errors",
        text: "api: more than 1 % of requests fail",
        page: "tloc",
        copy: 1,
      },
    },
    {
      type: "page.sent",
      at: 54_000,
      by: monitorActor,
      data: { to: "tloc", text: "api: more than 1 % of requests fail" },
    },
    { type: "incident.state", at: 54_100, by: bot, incident: "i1", data: { state: "observed" } },
    ...Array.from({ length: 12 }, (_, copy): EventInput => ({
      type: "alert.fired",
      at: 60_000 + copy * 400,
      by: monitorActor,
      data: { alert: "storm", text: "www: errors from api", page: "everyone", copy: copy + 1 },
    })),
    {
      type: "incident.declared",
      at: 71_000,
      by: tloc,
      incident: "i1",
      data: {
        level: 1,
        name: "Fast Frog",
        text: "Getting errors, app having issues too. MySQL?",
        deadlineEx: 71_000 + 8 * 3_600_000,
      },
    },
    {
      type: "incident.state",
      at: 74_000,
      by: bot,
      incident: "i1",
      data: { state: "acknowledged" },
    },
    {
      type: "incident.assigned",
      at: 75_000,
      by: bot,
      incident: "i1",
      data: { role: "tloc", to: "you" },
    },
  ];
}

function proof(at: number, evidence: string, command: string, output: string): EventInput {
  const statement =
    fastFrogPlan.scenario.evidence[evidence]?.statement.replace("${customer}", "4211") ?? "";
  return {
    type: "evidence.proved",
    at,
    by: tloc,
    incident: "i1",
    data: {
      evidence,
      statement,
      artefact: { command, output, exit: 0 },
      how: "half of the rows or more",
    },
  };
}

const middle: EventInput[] = [
  {
    type: "tool.used",
    at: 96_000,
    by: tloc,
    data: { tool: "sql", summary: "SHOW FULL PROCESSLIST" },
  },
  proof(
    112_000,
    "its-the-api",
    'mysql -e "SELECT … AS application, COUNT(*) AS n FROM information_schema.processlist …"',
    "application\tn\napi\t41\nwww\t3\n",
  ),
  { type: "incident.state", at: 112_100, by: bot, incident: "i1", data: { state: "diagnosing" } },
  {
    type: "hint.given",
    at: 130_000,
    by: bot,
    incident: "i1",
    data: { about: "one-user", text: "Queries carry a comment with the customer", cost: 2 },
  },
  {
    type: "incident.severity",
    at: 160_000,
    by: bot,
    incident: "i1",
    data: {
      from: 1,
      to: 0,
      why: "www and api below their objective for 2 m",
      automatic: true,
      deadlineEx: 160_000 + 15 * 60_000,
    },
  },
  {
    type: "message.posted",
    at: 160_100,
    by: bot,
    incident: "i1",
    data: {
      channel: "Executive Leadership Team",
      text: "DRILL. SEV 0 Fast Frog: www and api below their objective",
    },
  },
  proof(
    181_000,
    "one-user",
    'mysql -e "SELECT … AS customer, COUNT(*) AS n FROM information_schema.processlist …"',
    "customer\tn\n4211\t39\n87\t1\n1093\t1\n",
  ),
  {
    type: "evidence.refused",
    at: 190_000,
    by: tloc,
    incident: "i1",
    data: {
      evidence: "limiter-fails",
      why: "the last number printed is 0.9, not above 1.5",
      artefact: { command: "grep -c limited api-1.log", output: "0.9\n", exit: 0 },
    },
  },
  proof(
    202_000,
    "heavier-workload",
    "curl -s http://127.0.0.1:18080/customers/4211",
    '{"id":4211,"plan":"enterprise","note":"weekly batch, Mondays 7 pm"}\n',
  ),
  proof(
    216_000,
    "limiter-fails",
    "grep allowed logs/api-*.log | tail -1",
    "node api/1 allowed 6.1/s, node api/2 allowed 6.3/s, limit 6/s, ratio 2.07\n",
  ),
  {
    type: "action.detected",
    at: 260_000,
    ...nobody,
    data: {
      mitigation: "bigger-pool",
      kind: "wrong",
      cost: "no steady gain; five times as many queries run at once",
    },
  },
  { type: "incident.state", at: 262_000, by: tloc, incident: "i1", data: { state: "mitigating" } },
  {
    type: "incident.updated",
    at: 280_000,
    by: tloc,
    incident: "i1",
    data: {
      text: "One customer's batch fills the pool. Killing its queries next.",
      audience: "#sevs",
    },
  },
];

function solution(contained: number): EventInput[] {
  const at = contained * 1_000;
  return [
    {
      type: "tool.used",
      at: at - 6_000,
      by: tloc,
      data: {
        tool: "kill-loop",
        summary: "kill loop, every 200 ms, customer 4211",
        detail: "KILL QUERY …",
      },
    },
    {
      type: "truth.changed",
      at,
      ...nobody,
      data: { state: "contained", by: "players", detail: "www 100 %, api 100 % over 30 s" },
    },
    {
      type: "action.detected",
      at: at + 4_000,
      ...nobody,
      data: { mitigation: "kill-loop", kind: "correct" },
    },
    {
      type: "incident.state",
      at: at + 34_000,
      by: tloc,
      incident: "i1",
      data: { state: "mitigated" },
    },
    {
      type: "incident.state",
      at: at + 52_000,
      by: tloc,
      incident: "i1",
      data: { state: "resolved", text: "No data was lost." },
    },
    {
      type: "drill.ended",
      at: at + 52_100,
      by: engineActor,
      data: { why: "resolved", detail: "the incident is resolved" },
    },
    ...ending(at + 60_000),
  ];
}

function ending(at: number): EventInput[] {
  return [
    { type: "heal.started", at, ...nobody, data: { why: "the drill is over" } },
    {
      type: "fault.undone",
      at: at + 300,
      ...nobody,
      data: { id: "batch", ok: true, evidence: "no request of batch is offered", why: "heal" },
    },
    {
      type: "truth.changed",
      at: at + 400,
      ...nobody,
      data: { state: "cleared", detail: "all faults are undone" },
    },
    { type: "heal.done", at: at + 2_000, ...nobody, data: { residue: [], tookMs: 1_900 } },
    { type: "drill.phase", at: at + 2_100, by: engineActor, data: { phase: "over" } },
  ];
}

/**
 * The same fault with a fix in place: nobody acts, nobody is hurt, but for a `dip` of seconds that
 * a low objective allows.
 */
export function heldEvents(
  corrective: string,
  holds = true,
  dip?: { readonly hurt: number; readonly contained: number },
): EventInput[] {
  const hurt = holds ? Number.POSITIVE_INFINITY : 41;
  const story: Story = { fault: 30, end: 80, ...(dip ?? { hurt, contained: undefined }) };
  const seconds = Array.from({ length: story.end }, (_, s) => second(story, s)).flat();
  const start = opening(story).filter(
    ({ type, at }) => (at ?? 0) <= 32_000 && type !== "impact.started",
  );
  const first = start.map((input): EventInput =>
    input.type === "drill.planned"
      ? {
          ...input,
          data: {
            ...input.data,
            kind: "Test",
            drill: `${input.data.drill}-2`,
            rerunOf: { drill: input.data.drill, corrective },
          },
        }
      : input,
  );
  const close: EventInput[] = [
    ...(holds && dip === undefined
      ? []
      : [
          {
            type: "impact.started",
            at: story.hurt * 1_000,
            ...nobody,
            data: { second: story.hurt, slis: ["api", "www"] },
          } satisfies EventInput,
        ]),
    {
      type: "gate.checked",
      at: 76_000,
      ...nobody,
      data: {
        gate: "mustHold",
        met: holds,
        detail: holds ? "every SLI inside its objective for 45 s" : "api at 71 %",
      },
    },
    {
      type: "drill.ended",
      at: 76_000,
      by: engineActor,
      data: { why: "decided", detail: holds ? "it holds" : "it does not hold" },
    },
    ...ending(77_000),
    {
      type: "gate.checked",
      at: 79_500,
      ...nobody,
      data: { gate: "baseline-again", met: true, detail: "healthy for 8 s" },
    },
  ];
  return [...first, ...close, ...seconds].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** The baseline is not met, so nothing is ever broken. */
export function gateEvents(): EventInput[] {
  const start = opening(solved).filter(({ at }) => (at ?? 0) <= 2_000);
  const seconds = Array.from({ length: 28 }, (_, s) =>
    second({ ...solved, fault: 9_999, hurt: 5, contained: 9 }, s),
  ).flat();
  const close: EventInput[] = [
    {
      type: "gate.checked",
      at: 28_000,
      ...nobody,
      data: { gate: "baseline", met: false, detail: "api at 71 %, wanted 99.5 %" },
    },
    {
      type: "drill.ended",
      at: 28_100,
      by: engineActor,
      data: { why: "gate", detail: "the stack was not healthy before the fault" },
    },
    { type: "heal.started", at: 28_200, ...nobody, data: { why: "the drill is over" } },
    { type: "heal.done", at: 29_000, ...nobody, data: { residue: [], tookMs: 800 } },
  ];
  return [...start, ...close, ...seconds].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** The events of a story, in order of time; hand them to `journal(plan, inputs)`. */
export function storyEvents(story: Story): EventInput[] {
  const seconds = Array.from({ length: story.end }, (_, s) => second(story, s)).flat();
  const close: EventInput[] =
    story.contained === undefined
      ? [
          {
            type: "incident.state",
            at: 300_000,
            by: tloc,
            incident: "i1",
            data: { state: "mitigated", premature: true },
          },
          {
            type: "drill.ended",
            at: story.end * 1_000 - 5_000,
            by: engineActor,
            data: { why: "limit", detail: "25 m are over" },
          },
          ...ending(story.end * 1_000 - 4_000),
        ]
      : solution(story.contained);
  return [...opening(story), ...middle, ...close, ...seconds].toSorted(
    (a, b) => (a.at ?? 0) - (b.at ?? 0),
  );
}
