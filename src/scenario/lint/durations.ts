import { formatDuration } from "../../kernel/duration.ts";
import { defaultHold } from "../default-hold.ts";
import type { Path } from "../mistake.ts";
import { predicatesOf, simple } from "../predicates.ts";
import type { Scenario } from "../schema.ts";
import { error, warning, type Finding, type Rule } from "./rule.ts";

interface Span {
  readonly path: Path;
  readonly ms: number | undefined;
  /** 0 is a sensible value. */
  readonly mayBeZero?: boolean;
}

const dayMs = 86_400_000;

export const durations: Rule = {
  doc: "No duration is zero where time must pass, and none is longer than the drill.",
  check: ({ scenario }) => {
    const { limit } = scenario;
    const impossible = (path: Path, message: string, hint?: string): Finding =>
      error({ code: "GD-S006", path, message, hint });
    const findings =
      limit > dayMs
        ? [impossible(["limit"], "a drill must not be longer than a day", "limit is at most 24h")]
        : [];
    for (const { path, ms, mayBeZero = false } of spans(scenario)) {
      if (ms === undefined) continue;
      const name = String(path.at(-1));
      // A fault may last to the very end; what must be over before the end may not.
      const tooLong = path[0] === "limit" || path[0] === "faults" ? ms > limit : ms >= limit;
      if (ms === 0 && !mayBeZero) findings.push(impossible(path, `${name} must be longer than 0`));
      else if (tooLong && limit > 0)
        findings.push(
          impossible(
            path,
            `${name} is ${ms > dayMs ? "longer than a day" : formatDuration(ms)}, which is longer than ${limit > dayMs ? "the limit" : formatDuration(limit)}`,
            "make it shorter, or the limit longer",
          ),
        );
    }
    return [...findings, ...endings(scenario)];
  },
};

function spans(scenario: Scenario): readonly Span[] {
  const { load, mitigations, evidence } = scenario;
  return [
    ...phases(scenario),
    ...Object.entries(scenario.faults).flatMap(([name, fault]) => [
      { path: ["faults", name, "at"], ms: fault.at, mayBeZero: true },
      { path: ["faults", name, "for"], ms: fault.for },
    ]),
    ...injects(scenario),
    ...measurements(scenario),
    ...Object.entries(scenario.stack).flatMap(([name, component]) =>
      "health" in component
        ? [{ path: ["stack", name, "health", "within"], ms: component.health.within }]
        : [],
    ),
    ...requests(load),
    ...actions("mitigations", mitigations),
    ...actions("evidence", evidence),
    ...predicatesOf(scenario)
      .flatMap(({ predicate, path }) => [...simple(predicate, path)])
      .flatMap(({ predicate, path }): Span[] => [
        { path: [...path, "for"], ms: predicate.for, mayBeZero: true },
        { path: [...path, "over"], ms: "over" in predicate ? predicate.over : undefined },
      ]),
  ];
}

function injects(scenario: Scenario): readonly Span[] {
  return Object.entries(scenario.injects).flatMap(([name, { at, when, expect }]) => [
    { path: ["injects", name, "at", "in"], ms: at?.in, mayBeZero: true },
    { path: ["injects", name, "when", "by"], ms: when?.by },
    ...expect.map(({ within }, index) => ({
      path: ["injects", name, "expect", index, "within"],
      ms: within,
    })),
  ]);
}

/** The drill as a whole, and what it waits for. */
function phases(scenario: Scenario): readonly Span[] {
  const { limit, hold, watch, baseline, mustBreak, mustHold } = scenario;
  return [
    { path: ["limit"], ms: limit },
    { path: ["hold"], ms: hold },
    { path: ["watch"], ms: watch, mayBeZero: true },
    { path: ["baseline", "for"], ms: baseline.for },
    { path: ["mustBreak", "within"], ms: mustBreak?.within },
    { path: ["mustHold", "for"], ms: mustHold?.for },
  ];
}

function measurements({ signals, alerts, calibrate }: Scenario): readonly Span[] {
  return [
    ...Object.entries(signals).map(([name, { every }]) => ({
      path: ["signals", name, "every"],
      ms: every,
    })),
    ...Object.entries(alerts).map(([name, { for: forMs }]) => ({
      path: ["alerts", name, "for"],
      ms: forMs,
      mayBeZero: true,
    })),
    ...Object.entries(calibrate).map(([name, { for: forMs }]) => ({
      path: ["calibrate", name, "for"],
      ms: forMs,
    })),
  ];
}

/** How long users wait, and how their load ramps up. */
function requests({ journeys, flows }: Scenario["load"]): readonly Span[] {
  return [
    ...Object.entries(journeys).flatMap(([name, { steps }]) =>
      steps.flatMap(({ timeout, expect }, index) => [
        { path: ["load", "journeys", name, "steps", index, "timeout"], ms: timeout },
        { path: ["load", "journeys", name, "steps", index, "expect", "under"], ms: expect.under },
      ]),
    ),
    ...clients("journeys", journeys),
    ...clients("flows", flows),
    ...Object.entries(flows).map(([name, { ramp }]) => ({
      path: ["load", "flows", name, "ramp"],
      ms: ramp,
    })),
  ];
}

function clients(
  where: string,
  of: Scenario["load"]["journeys"] | Scenario["load"]["flows"],
): readonly Span[] {
  return Object.entries(of).flatMap(([name, { retry }]) => [
    { path: ["load", where, name, "retry", "backoff"], ms: retry?.backoff, mayBeZero: true },
    { path: ["load", where, name, "retry", "maxBackoff"], ms: retry?.maxBackoff, mayBeZero: true },
  ]);
}

function actions(
  where: string,
  of: Scenario["mitigations"] | Scenario["evidence"],
): readonly Span[] {
  return Object.entries(of).flatMap(([name, entry]) => {
    const field = "canonical" in entry ? "canonical" : "action";
    const action = "canonical" in entry ? entry.canonical : entry.action;
    return action !== undefined && "killLoop" in action
      ? [{ path: [where, name, field, "killLoop", "every"], ms: action.killLoop.every }]
      : [];
  });
}

/**
 * Ends that cannot be: a fault beyond the limit, a hold that does not fit, faults that end before
 * players can respond.
 */
function endings(scenario: Scenario): readonly Finding[] {
  const whole = scenario.kind === "Drill" ? drillBeyondLimit(scenario) : testBeyondLimit(scenario);
  return [
    ...faultsBeyondLimit(scenario),
    ...whole,
    ...(scenario.kind === "Drill" ? overBeforeHold(scenario) : []),
  ];
}

function faultsBeyondLimit({ faults, limit }: Scenario): readonly Finding[] {
  return Object.entries(faults).flatMap(([name, { at, for: forMs }]) =>
    forMs !== undefined && at <= limit && forMs <= limit && at + forMs > limit
      ? [
          error({
            code: "GD-S006",
            path: ["faults", name, "for"],
            message: `the fault ends ${formatDuration(at + forMs)} after the break begins, which is longer than ${formatDuration(limit)}`,
            hint: "make it shorter, or the limit longer",
          }),
        ]
      : [],
  );
}

/** Its gates and its hold together; what is impossible by itself is reported there. */
function drillBeyondLimit({ limit, hold, mustBreak, baseline }: Scenario): readonly Finding[] {
  const parts = [baseline.for, mustBreak?.within ?? 0, hold];
  const least = parts.reduce((sum, part) => sum + part, 0);
  if (!parts.every((part) => part < limit) || least <= limit) return [];
  return [
    error({
      code: "GD-S006",
      path: ["limit"],
      message: `baseline, mustBreak and hold take up to ${formatDuration(least)}, which is longer than ${formatDuration(limit)}`,
      hint: "make the limit longer",
    }),
  ];
}

/** The time of its last fault with a baseline on each side; likewise. */
function testBeyondLimit({ faults, limit, mustHold, baseline }: Scenario): readonly Finding[] {
  const promised = (mustHold ?? defaultHold).for;
  const broken = Object.values(faults).flatMap(({ at, for: forMs = 0 }) =>
    at < limit && forMs < limit ? [at + Math.max(forMs, promised)] : [],
  );
  const judged = baseline.for * 2 + Math.max(0, ...broken);
  if (![baseline.for, promised].every((part) => part < limit) || judged <= limit) return [];
  return [
    error({
      code: "GD-S006",
      path: ["limit"],
      message: `baseline, faults and mustHold take at least ${formatDuration(judged)}, which is longer than ${formatDuration(limit)}`,
      hint: "make the limit longer",
    }),
  ];
}

/** Faults that end before players can respond. */
function overBeforeHold({ faults, hold, load }: Scenario): readonly Finding[] {
  const last = Math.max(
    0,
    ...Object.values(faults).map(({ at, for: forMs = Number.POSITIVE_INFINITY }) => at + forMs),
  );
  // Clients that try again may keep a system down long after its fault.
  const storms = [...Object.values(load.journeys), ...Object.values(load.flows)].some(
    ({ retry }) => retry !== undefined,
  );
  if (Object.keys(faults).length === 0 || last >= hold || storms) return [];
  return [
    warning({
      code: "GD-S006",
      path: ["faults"],
      at: "key",
      message:
        `every fault is over after ${formatDuration(last)}, before a hold of ` +
        `${formatDuration(hold)}: service would recover on its own, which never passes`,
      hint: "leave `for` out, or make it longer",
    }),
  ];
}
