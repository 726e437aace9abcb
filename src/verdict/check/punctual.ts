import type { FlowRecord } from "../../metrics/load.ts";
import { pass, unknown, type Check } from "../finding.ts";

/**
 * A generator that is late measures itself. Saturated: more than 1 in 100 counted requests belong to seconds whose 99th
 * percentile of lateness was above a tenth of the journey's time-out, in at least three seconds. (All requests of such a
 * second are taken as late, which errs on the side of *unknown*; one or two hiccups of a machine decide nothing.)
 */
export const punctual: Check = {
  name: "punctual",
  title: "the load generator kept its schedule",
  role: "ground",
  run: (_plan, { load }) => {
    const flows = load.flows.filter(({ counted }) => counted);
    const late = flows.find(isSaturated);
    if (late !== undefined) return unknown(`generator saturated: ${late.flow} left up to ${Math.round(late.worstLateP99Ms)} ms late, over ${Math.round(late.lateLimitMs ?? 0)} ms in ${late.lateSeconds} of ${late.seconds} s`);
    return flows.length === 0 ? undefined : pass(`requests left at most ${Math.round(Math.max(...flows.map((flow) => flow.worstLateP99Ms)))} ms late (99th percentile of the worst second)`);
  },
};

function isSaturated({ lateSeconds, lateOffered, offered }: FlowRecord): boolean {
  return lateSeconds >= 3 && lateOffered > offered / 100;
}
