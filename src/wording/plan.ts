/**
 * A plan for people, line by line: `--dry-run`. What this machine has yet to measure is shown as its
 * expression.
 */
import { formatDuration } from "../kernel/duration.ts";
import { kindOf } from "../scenario/schema/component/index.ts";
import { substitute } from "../scenario/template.ts";
import type { Plan, PlannedFault, PlannedStart, Scenario } from "../plan/plan.ts";
import { injectTitle, momentWords } from "./event/inject.ts";
import { plannedInjects } from "../plan/injects.ts";
import type { PlannedInject } from "../event/inject.ts";
import { predicateWords } from "./predicate.ts";

/**
 * The plan in words. `undoOf` says how a fault is undone, where more is known of its target
 * than its name.
 */
export function describePlan(
  plan: Plan,
  undoOf?: (fault: PlannedFault) => string | undefined,
): readonly string[] {
  const { scenario } = plan;
  return [
    `${scenario.title}`,
    `${scenario.kind} ${scenario.id}${plan.variant === undefined ? "" : `, variant ${plan.variant}`}, version ${scenario.version}; ${plan.runtime} runtime; profile ${plan.profile}; seed ${plan.seed}; incident name ${plan.incidentName}`,
    ...(plan.timeScale === 1
      ? []
      : [
          `targets and reminders run ${plan.timeScale} times as fast; load, faults and holds do not`,
        ]),
    ...(plan.rerun === undefined
      ? []
      : [
          `a rerun with the corrective action "${plan.rerun}" in place${plan.first.length === 0 ? "" : `; done first: ${plan.first.join(", ")}`}`,
        ]),
    ...section(
      "parameters",
      Object.entries(plan.params).map(([name, value]) => `${name} = ${String(value)}`),
    ),
    ...section(
      "start, in this order",
      plan.bringUp.map((step) => describeStart(step, scenario)),
    ),
    ...section(
      "links through the fault proxy",
      Object.entries(scenario.links).map(
        ([id, { from, to }]) => `${id.padEnd(16)} ${from} → ${to}`,
      ),
    ),
    ...section(
      "load",
      Object.entries(scenario.load.flows).map(([id, flow]) => describeFlow(id, flow, scenario)),
    ),
    ...section(
      "objectives",
      Object.entries(scenario.slis).map(
        ([id, { counts, objective }]) =>
          `${id.padEnd(16)} ${objective} % of ${counts.join(" and ")}`,
      ),
    ),
    ...section("gates", describeGates(scenario)),
    ...section(
      "faults, timed from the start of the break phase",
      plan.faults.map((fault) =>
        describeFault(fault, plan.params, undoOf?.(fault) ?? plainUndo(fault, scenario)),
      ),
    ),
    ...section(
      "injects",
      Object.entries(plannedInjects(scenario, plan.timeScale)).map(([id, inject]) =>
        describeInject(id, inject),
      ),
    ),
    `time limit: ${formatDuration(scenario.limit)}`,
  ];
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];

function describeStart(step: PlannedStart, { stack, calibrate }: Scenario): string {
  if ("calibrate" in step) {
    const {
      on,
      concurrency = 0,
      for: forMs = 0,
      min = 0,
      max = 0,
    } = calibrate[step.calibrate] ?? {};
    return (
      `${"measure".padEnd(16)} ${step.calibrate}: queries per second on ${String(on)}, ` +
      `${concurrency} at a time for ${formatDuration(forMs)}; kept within ${min} to ${max}`
    );
  }
  const { id, component, address, at } = step.start;
  const what = stack[component];
  return `${id.padEnd(16)} ${(what?.kind === "container" ? "" : address).padEnd(13)} ${at.padEnd(10)} ${what === undefined ? "" : kindOf(what).line}`;
}

function describeFlow(
  id: string,
  { journey, cohort, rate }: Scenario["load"]["flows"][string],
  { load }: Scenario,
): string {
  const users = load.cohorts[cohort]?.users ?? 0;
  return `${id.padEnd(16)} ${typeof rate === "number" ? `${rate}/s` : rate} of "${journey}" by ${cohort} (${users === 1 ? "1 user" : `${users} users`})`;
}

function describeGates({ kind, baseline, mustBreak, mustHold, hold }: Scenario): readonly string[] {
  return [
    `baseline         for ${formatDuration(baseline.for)}: ${predicateWords(baseline.expect)}`,
    ...(kind === "Drill" && mustBreak !== undefined
      ? [
          `must break       within ${formatDuration(mustBreak.within)}: ${predicateWords(mustBreak.expect)}`,
          `restored         every SLI within its objective for ${formatDuration(hold)}`,
        ]
      : []),
    ...(kind === "Test" && mustHold !== undefined
      ? [`must hold        for ${formatDuration(mustHold.for)}: ${predicateWords(mustHold.expect)}`]
      : []),
  ];
}

function describeInject(id: string, inject: PlannedInject): string {
  const spared = inject.unless === undefined ? "" : `, unless ${inject.unless.event} comes before`;
  return `${id.padEnd(16)} ${momentWords(inject)}${spared}: ${injectTitle(inject)}`;
}

function describeFault(fault: PlannedFault, params: Plan["params"], undo: string): string {
  const { id, fault: name, target, atMs, forMs, with: parameters, inject } = fault;
  const details = Object.entries(parameters)
    .map(([key, given]) => [key, known(given, params)] as const)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  const end =
    forMs === undefined
      ? "lifted 10 m after recovery, at the time limit at the latest"
      : `for ${formatDuration(forMs)}`;
  return `${id.padEnd(16)} ${inject === undefined ? `at ${formatDuration(atMs)}` : `with the inject ${inject}`}: ${name} on ${target}${details.length === 0 ? "" : ` (${details.join(", ")})`}, ${end}; undo: ${undo}`;
}

/**
 * With the parameters put in; as it is written where it waits for what this machine has yet to
 * measure.
 */
function known(value: unknown, params: Plan["params"]): unknown {
  try {
    return substitute(value, params);
  } catch {
    return value;
  }
}

function plainUndo({ id, fault, target }: PlannedFault, { links }: Scenario): string {
  if (target === "load") return `end the flow "${id}"`;
  return Object.hasOwn(links, target.split("/")[0] ?? "")
    ? `remove ${fault} from ${target}`
    : `restore ${target}`;
}
