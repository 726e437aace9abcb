import { tolerated, type FlowRecord, type LoadRecord } from "../../metrics/load.ts";
import type { JudgedWindow } from "../../metrics/summary.ts";
import { pass, unknown, type Check } from "../finding.ts";

/**
 * A generator that is late measures itself. Saturated: more than 1 in 100 counted requests belong
 * to seconds whose 99th percentile of lateness was above a tenth of the journey's timeout, in at
 * least three seconds. (All requests of such a second are taken as late, which errs on the side of
 * *unknown*; one or two hiccups of a machine decide nothing.)
 */
export const punctual: Check = {
  name: "punctual",
  title: "the load generator kept its schedule",
  role: "ground",
  run: (_plan, { load, judged }) => {
    const flows = load.flows.filter(({ counted }) => counted);
    const late = flows.find(isSaturated);
    if (late !== undefined)
      return unknown(
        `load generator: flow "${late.flow}" sent up to ${Math.round(late.worstLateP99Ms)} ` +
          `ms behind schedule (limit ${Math.round(late.lateLimitMs ?? 0)} ms) in ` +
          `${late.lateSeconds} of ${late.seconds} s; this machine is too busy: close other ` +
          "programs or add cores, and run it again",
        "generator-saturated",
      );
    const missed = judged
      .map((window) => missedBy(window, load.late))
      .find((text) => text !== undefined);
    if (missed !== undefined) return unknown(missed);
    return flows.length === 0
      ? undefined
      : pass(
          "requests were sent at most " +
            `${Math.round(Math.max(...flows.map((flow) => flow.worstLateP99Ms)))} ms behind ` +
            "schedule in the worst second (99th percentile); single seconds above the limit are " +
            "tolerated",
        );
  },
};

/** Did the generator of this flow leave too late, too often? */
export function isSaturated({ lateSeconds, lateOffered, offered }: FlowRecord): boolean {
  return lateSeconds >= 3 && lateOffered > offered * tolerated;
}

/**
 * Requests of the seconds of a fault that left when it may have been over: they say nothing about
 * it.
 */
function missedBy(
  { of, fault, fromSecond, actedMs }: JudgedWindow,
  late: LoadRecord["late"],
): string | undefined {
  if (of !== "fault") return undefined;
  const toSecond = fromSecond + Math.ceil(actedMs / 1_000) + 1;
  const worst = late
    .filter(({ second }) => second >= fromSecond && second < toSecond)
    .toSorted((a, b) => b.ms - a.ms)[0];
  // What left less late than the fault lasted met it, at its beginning at least.
  if (worst === undefined || worst.ms < actedMs * 0.9) return undefined;
  return (
    `requests of ${worst.flow} were sent ${Math.round(worst.ms)} ms behind schedule ` +
    `while the fault "${fault ?? ""}" lasted ${Math.round(actedMs)} ms, so they may have ` +
    "missed it: close other programs, or make the fault last longer"
  );
}
