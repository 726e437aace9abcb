/**
 * The loss of a region as a journal, with dashboards: per-region requests, replication, a limiter's
 * decisions, a ledger.
 */
import type { Plan } from "../../src/plan/plan.ts";
import { bins, happens, inOrder, journal, testPlan, type TimedInput } from "./event-builder.ts";
import type { GamedayEvent } from "../../src/event/event.ts";

const shop = (at: string) => ({ kind: "service" as const, program: "shop/www", at });
const signal = (title: string, unit = "") => ({
  probe: "http",
  target: "www-a",
  with: { path: "/" },
  title,
  unit,
});

export const regionsPlan: Plan = testPlan({
  id: "two-regions",
  title: "A region goes dark",
  stack: { "www-a": shop("a"), "www-b": shop("b") },
  load: {
    cohorts: { "users-a": { users: 500 }, "users-b": { users: 500 } },
    journeys: {
      "view-a": { to: "www-a", steps: [{ get: "/" }] },
      "view-b": { to: "www-b", steps: [{ get: "/" }] },
    },
    flows: {
      "web-a": { journey: "view-a", cohort: "users-a", rate: 50 },
      "web-b": { journey: "view-b", cohort: "users-b", rate: 50 },
    },
  },
  slis: { www: { counts: ["web-a", "web-b"], objective: 99.5 } },
  signals: {
    lag: signal("replica lag", "s"),
    gtid: signal("GTID set of db-b"),
    primary: signal("primary"),
    limiter: signal("decisions", "/s"),
    lost: signal("acknowledged writes lost", "writes"),
    secret: { ...signal("a sign of the answer"), show: false },
  },
  dashboards: {
    regions: {
      title: "Regions",
      panels: {
        success: { slis: ["www"], flows: ["web-a", "web-b"] },
        latency: { flows: ["web-a", "web-b"], show: "latency" },
        refused: { title: "refused by the limiter", flows: ["web-a", "web-b"], show: "refused" },
      },
    },
    database: {
      title: "Database",
      panels: {
        replication: { signals: ["lag", "gtid", "primary"] },
        ledger: { signals: ["lost"] },
      },
    },
    limiter: {
      title: "Limiter",
      panels: { decisions: { title: "decisions by customer", signals: ["limiter"], top: 3 } },
    },
  },
  mustBreak: { within: "30s", expect: { sli: "www", below: 80, over: "5s" } },
  faults: { dark: { fault: "stop", target: "www-a" } },
});

const fault = 30;
const back = 150;
const end = 210;
const uuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

function sample(
  second: number,
  name: string,
  data: { value: number | string | null; keys?: Record<string, number> },
): TimedInput {
  return happens(second * 1_000, "probe.sample", {
    signal: name,
    unit: regionsPlan.scenario.signals[name]?.unit ?? "",
    ...data,
  });
}

function samples(): TimedInput[] {
  return Array.from({ length: end }, (_, s) => {
    const dark = s >= fault && s < back;
    const decisions = { acme: 30 + (s % 7), bolt: 12, crow: 6, dune: 3, "": 1 };
    return [
      sample(s, "lag", { value: dark ? s - fault : 0 }),
      sample(s, "gtid", { value: `${uuid}:1-${2_000 + 40 * s}` }),
      sample(s, "primary", { value: s < 120 ? "db-a" : "db-b" }),
      sample(s, "limiter", {
        value: Object.values(decisions).reduce((sum, each) => sum + each),
        keys: decisions,
      }),
      sample(s, "lost", { value: s < 120 ? 0 : 17 }),
      sample(s, "secret", { value: 1 }),
    ];
  }).flat();
}

/** What was written down of it. */
export const regionsEvents = (): GamedayEvent[] => journal(regionsPlan, regionsInputs());

export function regionsInputs(): TimedInput[] {
  const web = (
    flow: string,
    from: number,
    to: number,
    good: number,
    p99: number,
    rejected = 0,
  ): TimedInput[] => bins(flow, from, to, 50, good, { p99, rejected, error: 50 - good - rejected });
  return inOrder(
    samples(),
    web("web-a", 0, fault, 50, 40),
    web("web-a", fault, back, 0, 900),
    web("web-a", back, end, 50, 60),
    web("web-b", 0, fault, 50, 42),
    web("web-b", fault, back, 42, 380, 5),
    web("web-b", back, end, 50, 55),
    happens(fault * 1_000 - 50, "restoration.captured", {
      target: "www-a",
      facts: { running: true, paused: false },
    }),
    happens(fault * 1_000, "fault.armed", {
      fault: "stop",
      id: "dark",
      target: "www-a",
      with: {},
      undo: { do: "start", target: "www-a" },
    }),
    happens(fault * 1_000, "fault.applied", { id: "dark" }),
    happens(fault * 1_000, "impact.started", { second: fault, slis: ["www"] }),
    happens(
      back * 1_000,
      "truth.changed",
      { state: "contained", by: "players", detail: "" },
      { ex: (back + 30) * 1_000 },
    ),
    happens(end * 1_000, "heal.started", { why: "over" }),
    happens(end * 1_000 + 5, "restoration.checked", { target: "www-a", facts: 2, differences: [] }),
    happens(end * 1_000 + 10, "heal.done", { residue: [], tookMs: 100 }),
    happens(end * 1_000 + 20, "drill.ended", { why: "resolved", detail: "" }),
  );
}
