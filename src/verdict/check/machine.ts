import type { MachineRecord, SpeedAt } from "../../metrics/machine.ts";
import type { Summary } from "../../metrics/summary.ts";
import { marginOf, type Margin } from "../../plan/margin.ts";
import type { Plan, Predicate } from "../../plan/plan.ts";
import { pass, unknown, type Answer, type Check } from "../finding.ts";
import { whenText } from "../when.ts";

/**
 * A fault is as hard as the capacity that was measured allows. On a machine that changed by more
 * than the fault's margin since, what users saw may be the machine's doing: no one is praised or
 * blamed for it. A faster machine decides nothing after a mitigation that was verified at its own
 * target; a slower one decides only then.
 */
export const machine: Check = {
  name: "machine",
  title: "the machine was as fast as when its capacity was measured",
  role: "ground",
  run: (plan, summary) => {
    if (summary.calibration.length === 0 || !summary.resolved) return undefined;
    const margin = marginOf(plan, summary.values);
    return (
      tooFast(plan, summary, margin) ?? tooSlow(plan, summary, margin) ?? steady(summary.machine)
    );
  },
};

function tooFast(
  { scenario }: Plan,
  { machine: of, gates, truth, mitigations, values, moments }: Summary,
  margin: Margin,
): Answer | undefined {
  const since = moments.fault ?? 0;
  // Half of the margin, as factors go: a fault that just exceeds what the machine can do need not
  // show the whole symptom.
  const half = Math.sqrt(margin.times);
  if (moments.fault === null) return undefined;
  const after = of.repeated.findLast(
    ({ when, times }) => when === "after-play" && times > (isUnbroken(gates) ? half : margin.times),
  );
  if (isUnbroken(gates)) {
    if (after !== undefined)
      return unknown(
        `the fault was too weak for this machine: ${capacityText(after, values, margin)}`,
      );
    return of.atBreak !== null && of.atBreak.times > half
      ? unknown(`the fault was too weak for this machine: ${speedText(of.atBreak, since, margin)}`)
      : undefined;
  }
  if (
    scenario.kind !== "Drill" ||
    truth.contained === null ||
    mitigations.some(({ mitigation }) => isSureOf(scenario, mitigation))
  )
    return undefined;
  const recovery =
    of.atRecovery !== null && of.atRecovery.times > margin.times ? of.atRecovery : undefined;
  if (recovery !== undefined)
    return unknown(
      `service may have come back because of the machine: ${speedText(recovery, since, margin)}`,
    );
  return after === undefined
    ? undefined
    : unknown(
        `service may have come back because of the machine: ${capacityText(after, values, margin)}`,
      );
}

/**
 * A mitigation that is seen by its effect on users looks verified on a faster machine too; one that
 * is seen at its own target does not.
 */
function isSureOf({ mitigations, slis }: Plan["scenario"], name: string): boolean {
  const verify = mitigations[name]?.verify;
  return verify !== undefined && Object.keys(slis).length > 0 && !asksUsers(verify);
}

function asksUsers(predicate: Predicate): boolean {
  if ("all" in predicate) return predicate.all.some(asksUsers);
  return "sli" in predicate || "slis" in predicate;
}

const isUnbroken = (gates: Summary["gates"]): boolean =>
  gates.some(({ gate, met }) => gate === "mustBreak" && !met);

/** A fix that was seen to work, or a Test's system, on a machine that became too slow for it. */
function tooSlow(
  { scenario }: Plan,
  { machine: { underFault }, gates, truth, mitigations }: Summary,
  margin: Margin,
): Answer | undefined {
  if (underFault === null || underFault >= 1 / margin.times) return undefined;
  const text =
    `under the fault the machine was ${factor(1 / underFault)} times slower than when ` +
    `its capacity was measured; the fault's margin is ${factor(margin.times)}`;
  if (scenario.kind === "Test")
    return gates.some(({ gate, met }) => gate === "mustHold" && !met) ? unknown(text) : undefined;
  return truth.contained === null && mitigations.length > 0 ? unknown(text) : undefined;
}

function steady({ speed, repeated }: MachineRecord): Answer | undefined {
  const known = speed.mean.flatMap((times) => (times === null ? [] : [times]));
  const again = repeated.findLast(({ when }) => when === "after-play");
  if (known.length === 0 && again === undefined) return undefined;
  const range =
    known.length === 0
      ? ""
      : `${factor(Math.min(...known))} to ${factor(Math.max(...known))} times the speed at which its capacity was measured`;
  const still =
    again === undefined
      ? ""
      : `${again.name} after the drill: ${again.value.toFixed(1)}${again.unit}, ${factor(again.times)} times the first value`;
  return pass([range, still].filter(Boolean).join("; "));
}

function speedText({ times, atMs }: SpeedAt, sinceMs: number, margin: Margin): string {
  return (
    `the machine was ${factor(times)} times faster ${whenText(atMs, sinceMs)} than when ` +
    `its capacity was measured; the fault's margin is ${factor(margin.times)}`
  );
}

function capacityText(
  { name, value, unit }: MachineRecord["repeated"][number],
  values: Summary["values"],
  { offered }: Margin,
): string {
  const first = Number(values[name]);
  return `${name} was ${first.toFixed(1)}${unit} when it was measured and ${value.toFixed(1)}${unit} after the drill${offered === undefined ? "" : `; the fault asks for ${offered.perSecond.toFixed(1)}/s`}`;
}

const factor = (times: number): string => times.toFixed(1);
