import type { Scenario } from "./schema.ts";

/**
 * Fields that a player should not read: they give the answer away, or the values that it is made
 * of.
 */
export const answers = [
  "params",
  "calibrate",
  "links",
  "mustBreak",
  "abortWhen",
  "faults",
  "injects",
  "mitigations",
  "rootCause",
  "corrective",
  "players",
  "hints",
  "debrief",
] as const;

/** A scenario without what a player should find out. */
export type PlayerView = Omit<Scenario, (typeof answers)[number] | "evidence"> & {
  readonly evidence: Readonly<
    Record<string, Pick<Scenario["evidence"][string], "question" | "weight">>
  >;
};

/**
 * What a player may read before the drill: what runs and who needs whom, who uses it and what they
 * must get, what is shown and alerted, and which questions will be asked. Settings, data, and users and signals that players do not see say too much of what will break.
 */
export function playerView(scenario: Scenario): PlayerView {
  const {
    params: _params,
    calibrate: _calibrate,
    links: _links,
    mustBreak: _mustBreak,
    abortWhen: _abortWhen,
    faults: _faults,
    injects: _injects,
    mitigations: _mitigations,
    rootCause: _rootCause,
    corrective: _corrective,
    players: _players,
    hints: _hints,
    debrief: _debrief,
    ...rest
  } = scenario;
  return {
    ...rest,
    stack: partsOf(scenario),
    load: usersOf(scenario),
    signals: shownOf(scenario),
    evidence: mapped(scenario.evidence, ({ question, weight }) => ({ question, weight })),
  };
}

function partsOf({ stack }: Scenario): Scenario["stack"] {
  return mapped(
    stack,
    (component) =>
      Object.fromEntries(
        Object.entries(component).filter(
          ([field]) => !["config", "variables", "seed", "settings"].includes(field),
        ),
      ) as typeof component,
  );
}

/** The users whose experience counts; others may be the cause. */
function usersOf({ load, slis }: Scenario): Scenario["load"] {
  const counted = new Set(Object.values(slis).flatMap(({ counts }) => counts));
  const flows = only(load.flows, (name) => counted.has(name));
  const [journeys, cohorts] = [
    new Set(Object.values(flows).map(({ journey }) => journey)),
    new Set(Object.values(flows).map(({ cohort }) => cohort)),
  ];
  return {
    ...load,
    flows,
    journeys: only(load.journeys, (name) => journeys.has(name)),
    cohorts: only(load.cohorts, (name) => cohorts.has(name)),
  };
}

function shownOf({ signals, alerts, dashboards }: Scenario): Scenario["signals"] {
  const told = JSON.stringify([alerts, dashboards]);
  return only(signals, (name) => signals[name]?.show === true || told.includes(`"${name}"`));
}

function mapped<T, Out>(
  record: Readonly<Record<string, T>>,
  to: (value: T) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
}

function only<T>(
  record: Readonly<Record<string, T>>,
  wanted: (name: string) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => wanted(name)));
}
