/**
 * Calculates the users' loss a second time, from the logs of the components that users connect to,
 * so that a drill's figures do not depend on the load generator's records alone. Such a component
 * writes a JSON line for each request with `ts` (when it came), `path`, `status`, and optionally
 * `method`, `ms`, and headers by their name without the `x-`.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Summary } from "../../metrics/summary.ts";
import type { Plan, Scenario } from "../../plan/plan.ts";
import { resolveScenario } from "../../plan/resolve.ts";
import { shapesOf, type Access } from "./request-shape.ts";

export interface LoggedLoss {
  readonly service: string;
  /** Percent-minutes inside the impact windows: by the drill's own books, and by the logs. */
  readonly ours: number;
  readonly logged: number;
  /**
   * Share of its requests that got as far as a log, 0 to 1; those that did not are taken from the
   * drill's books, as lost.
   */
  readonly reached: number;
}

/** Each service's loss by both; or why the logs cannot tell. */
export function lossByLog(
  plan: Plan,
  summary: Summary,
  runFolder: string,
): readonly LoggedLoss[] | { readonly cannot: string } {
  const scenario = resolveScenario(plan, summary.values);
  const shapes = shapesOf(scenario);
  if ("cannot" in shapes) return shapes;
  const journal = readFileSync(join(runFolder, "events.jsonl"), "utf8");
  const zeroMs = zeroOf(journal);
  const bins = new Map<string, Map<number, { offered: number; good: number }>>();
  const seen = new Set<string>();
  let [lines, unclear] = [0, 0];
  for (const component of new Set(shapes.map(({ to }) => to))) {
    const all = shapes.filter(({ to }) => to === component);
    for (const access of accessesOf(runFolder, component)) {
      lines += 1;
      const fitting = all.filter((shape) => shape.fits(access));
      const slis = new Set(fitting.map(({ sli }) => sli));
      if (slis.size > 1) unclear += 1;
      const [shape] = fitting;
      if (shape?.sli === undefined || slis.size > 1) continue;
      seen.add(shape.sli);
      const second = Math.floor((access.at - zeroMs) / 1_000);
      if (inImpact(summary, second))
        count(
          bins,
          shape.sli,
          second,
          access.status === shape.status && access.ms <= shape.underMs,
        );
    }
  }
  const silent = Object.keys(scenario.slis).filter((sli) => !seen.has(sli));
  if (silent.length > 0) return { cannot: `no access log of ${silent.join(" and ")}` };
  if (unclear > lines / 100) return { cannot: "requests of several kinds look alike in the log" };
  const booked = bookedIn(journal, scenario, summary);
  return summary.impact.services.map(({ sli, service, percentMinutes }) => ({
    service,
    ours: percentMinutes,
    ...lossOf(bins.get(sli) ?? new Map(), booked.get(sli) ?? new Map()),
  }));
}

/** The wall clock, in milliseconds since 1970, at exercise time 0. */
function zeroOf(journal: string): number {
  const [line = ""] = journal.split("\n", 1);
  const { wall, ex } = JSON.parse(line) as { wall: string; ex: number };
  return Date.parse(wall) - ex;
}

function* accessesOf(runFolder: string, component: string): Generator<Access> {
  const files = [
    component,
    ...Array.from({ length: 9 }, (_, index) => `${component}-${index + 1}`),
  ].map((name) => join(runFolder, "logs", `${name}.log`));
  for (const file of files.filter((each) => existsSync(each))) {
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const fields = fieldsOf(line);
      const { ts, path, status, ms } = fields;
      if (typeof ts === "string" && typeof path === "string" && typeof status === "number")
        yield { at: Date.parse(ts), status, ms: typeof ms === "number" ? ms : 0, fields };
    }
  }
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  if (!line.startsWith("{") || !line.includes('"status"')) return {};
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    // A line that a killed program could not finish.
    return {};
  }
}

function count(
  bins: Map<string, Map<number, { offered: number; good: number }>>,
  sli: string,
  second: number,
  good: boolean,
): void {
  const seconds = bins.get(sli) ?? new Map<number, { offered: number; good: number }>();
  bins.set(sli, seconds);
  const bin = seconds.get(second) ?? { offered: 0, good: 0 };
  seconds.set(second, { offered: bin.offered + 1, good: bin.good + (good ? 1 : 0) });
}

function inImpact({ impact: { windows } }: Summary, second: number): boolean {
  return windows.some(({ fromSecond, toSecond }) => second >= fromSecond && second < toSecond);
}

/** Requests that were due, by SLI and second of the impact windows. */
function bookedIn(
  journal: string,
  { slis }: Scenario,
  summary: Summary,
): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const booked = new Map<string, Map<number, number>>(
    Object.keys(slis).map((sli) => [sli, new Map()]),
  );
  for (const line of journal.split("\n")) {
    if (!line.includes('"type":"load.bin"')) continue;
    const { data } = JSON.parse(line) as {
      data: { flow: string; second: number; offered: number };
    };
    if (!inImpact(summary, data.second)) continue;
    for (const [sli, { counts }] of Object.entries(slis)) {
      const seconds = booked.get(sli);
      if (counts.includes(data.flow))
        seconds?.set(data.second, (seconds.get(data.second) ?? 0) + data.offered);
    }
  }
  return booked;
}

/**
 * Most requests get as far as the log, but for what hangs before it or is cut off at the window's
 * ends.
 */
export const nearlyAll = 0.97;

/** The sum over the seconds of the share that was lost, in percent-minutes. */
function lossOf(
  logged: ReadonlyMap<number, { offered: number; good: number }>,
  booked: ReadonlyMap<number, number>,
): { logged: number; reached: number } {
  const due = [...booked.values()].reduce((sum, offered) => sum + offered, 0);
  const arrived = [...logged.values()].reduce((sum, { offered }) => sum + offered, 0);
  const reached = due === 0 ? 0 : Math.min(1, arrived / due);
  const shares =
    reached >= nearlyAll
      ? [...logged.values()].map(({ offered, good }) => (offered - good) / offered)
      : [...booked].map(([second, offered]) =>
          offered === 0 ? 0 : (offered - (logged.get(second)?.good ?? 0)) / offered,
        );
  return { logged: shares.reduce((sum, share) => sum + (100 * share) / 60, 0), reached };
}
