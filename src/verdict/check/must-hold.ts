import { formatDuration } from "../../kernel/duration.ts";
import { plural } from "../../kernel/plural.ts";
import type { JudgedSli, JudgedWindow } from "../../metrics/summary.ts";
import { asksObjectives } from "../../plan/promise.ts";
import { fail, pass, unknown, type Answer, type Check } from "../finding.ts";

/**
 * A Test's question: did the system hold by itself, from the moment that the first fault began to
 * act until the last one was gone? Each fault's own time and all of them together must be measured,
 * used and inside what was promised. Nothing that was not seen is a pass. (That every fault worked
 * meanwhile is a ground of its own.)
 */
export const mustHold: Check = {
  name: "must-hold",
  title: "the system withstood the fault",
  role: "question",
  run: (plan, { gates, judged }) => {
    if (plan.scenario.kind !== "Test") return undefined;
    const gate = gates.find((one) => one.gate === "mustHold");
    const windows = judged.filter(({ of }) => of !== "play");
    if (gate === undefined || windows.length === 0)
      return unknown("whether the system holds was not evaluated");
    const objectives =
      plan.scenario.mustHold === undefined || asksObjectives(plan.scenario.mustHold.expect);
    const not = notSeen(windows) ?? broken(windows, objectives);
    if (not !== undefined) return not;
    if (!gate.met)
      return unknown(
        `no loss beyond the objectives was measured, but the drill did not see the system hold: ${gate.detail}`,
      );
    return pass(
      `${objectives ? "every SLI met its objective" : "the expected behaviour was observed"} for ${timeOf(windows)}`,
    );
  },
};

function notSeen(windows: readonly JudgedWindow[]): Answer | undefined {
  const blind = windows.find(({ held }) => held === "unmeasured");
  const sli = blind?.slis.find(({ unmeasuredSeconds }) => unmeasuredSeconds > 0);
  if (blind !== undefined)
    return unknown(
      sli === undefined
        ? `the expected behaviour was not measured ${during(blind)}`
        : `${sli.service} was not measured for ${formatDuration(sli.unmeasuredSeconds * 1_000)} ${during(blind)}`,
    );
  const idle = windows.find(({ held }) => held === "no-traffic");
  const unused = idle?.slis.find(({ offeredWhileActing }) => offeredWhileActing === 0);
  return idle === undefined
    ? undefined
    : unknown(`${unused?.service ?? "a service"} had no requests while ${nameOf(idle)} was active`);
}

function broken(windows: readonly JudgedWindow[], objectives: boolean): Answer | undefined {
  const first = windows.find(({ held }) => held === "broken");
  if (first === undefined) return undefined;
  if (!objectives)
    return fail(
      `the system did not hold: the expected behaviour was not observed ${during(first)}`,
    );
  return fail(
    `the system did not hold: ${first.slis
      .filter(({ inside }) => !inside)
      .map(lossOf)
      .join(", ")} ${during(first)}`,
  );
}

/** `api 54.28 % good (objective 99.5 %), 128 of 280 requests lost`. */
export function lossOf({ service, success, objective, offered, good }: JudgedSli): string {
  return (
    `${service} ${Math.floor((success ?? 0) * 100) / 100} % good (objective ${objective} ` +
    `%), ${offered - good} of ${offered} ${plural(offered, "request")} lost`
  );
}

const nameOf = ({ of, fault }: JudgedWindow): string =>
  of === "fault" ? `the fault "${fault ?? ""}"` : "the faults";

function during(window: JudgedWindow): string {
  const lengthMs = (window.toSecond - window.fromSecond) * 1_000;
  return `in the ${formatDuration(lengthMs)} from ${nameOf(window)} on`;
}

/** Never more than was seen: `300 ms of pause and 44.7 s after it`. */
function timeOf(windows: readonly JudgedWindow[]): string {
  const all = windows.findLast(({ of }) => of === "all");
  const own = windows.filter(({ of }) => of === "fault");
  const lengthMs = all === undefined ? 0 : (all.toSecond - all.fromSecond) * 1_000;
  const worked = own
    .map(({ fault, actedMs }) => `${formatDuration(Math.round(actedMs))} of "${fault ?? ""}"`)
    .join(", ");
  const [only] = own;
  const restMs =
    own.length === 1 && only !== undefined
      ? (only.toSecond - only.fromSecond) * 1_000 - only.actedMs
      : 0;
  // Windows are whole seconds: less than two are their edges.
  if (restMs >= 2_000) return `${worked} and ${formatDuration(Math.round(restMs))} after it`;
  return own.length === 1 ? worked : `${formatDuration(lengthMs)}: ${worked}`;
}
