/**
 * How the load of a user's own script goes up and down by its own plan. Times are ms since its
 * scenarios began.
 */
export interface K6Shape {
  /**
   * Not requests, which only the script knows, but a measure of them. Undefined where scenarios do
   * not compare, or people steer them from outside.
   */
  readonly height: ((ms: number) => number) | undefined;
  /** When no further iteration begins; Infinity when that depends on the responses. */
  readonly endMs: number;
}

/** A scenario as `k6 inspect` prints it; times in ms. */
export interface ToldScenario {
  readonly executor: string;
  readonly startTime?: number | null | undefined;
  readonly timeUnit?: number | null | undefined;
  readonly duration?: number | null | undefined;
  readonly maxDuration?: number | null | undefined;
  readonly rate?: number | null | undefined;
  readonly startRate?: number | null | undefined;
  readonly vus?: number | null | undefined;
  readonly startVUs?: number | null | undefined;
  readonly stages?:
    | readonly { readonly duration: number; readonly target: number }[]
    | null
    | undefined;
}

/**
 * One scenario of a script. `open`: iterations per second that begin whatever the responses are;
 * `closed`: virtual users.
 */
export interface K6Scenario {
  readonly model: "open" | "closed" | "outside";
  readonly startMs: number;
  /** It may be over before its stages are: its iterations are counted. */
  readonly counted: boolean;
  /**
   * From one height to another in a straight line, one after the other; before and after them there
   * is nothing.
   */
  readonly stages: readonly { readonly from: number; readonly to: number; readonly ms: number }[];
}

/**
 * The shape of all scenarios together. Those of an open and of a closed model add up only where
 * none of them ever changes.
 */
export function k6Shape(scenarios: readonly K6Scenario[]): K6Shape {
  const ends = scenarios.map(({ startMs, stages, counted, model }) =>
    counted || model === "outside"
      ? Number.POSITIVE_INFINITY
      : stages.reduce((sum, { ms }) => sum + ms, startMs),
  );
  return {
    height: comparable(scenarios)
      ? (ms) =>
          scenarios.reduce((sum, scenario) => sum + heightAt(scenario, ms - scenario.startMs), 0)
      : undefined,
    endMs: Math.max(...ends),
  };
}

function comparable(scenarios: readonly K6Scenario[]): boolean {
  const models = new Set(scenarios.map(({ model }) => model));
  if (models.size === 0 || models.has("outside")) return false;
  const steady = scenarios.every(
    ({ startMs, stages: [first, ...more] }) =>
      startMs === 0 && first !== undefined && more.length === 0 && first.from === first.to,
  );
  return models.size === 1 || steady;
}

function heightAt({ stages }: K6Scenario, ms: number): number {
  if (ms < 0) return 0;
  let left = ms;
  for (const stage of stages) {
    if (left < stage.ms) return stage.from + ((stage.to - stage.from) * left) / stage.ms;
    left -= stage.ms;
  }
  return 0;
}

/** Reads one scenario as `k6 inspect` prints it, with k6's own defaults. */
export function scenarioOf(told: ToldScenario): K6Scenario {
  const startMs = told.startTime ?? 0;
  const perSecond = (rate: number | null | undefined): number =>
    ((rate ?? 0) * 1_000) / (told.timeUnit ?? 1_000);
  const flat = (height: number, ms: number): K6Scenario["stages"] => [
    { from: height, to: height, ms },
  ];
  const rising = (start: number, heightOf: (target: number) => number): K6Scenario["stages"] => {
    const targets = (told.stages ?? []).map((stage) => ({
      to: heightOf(stage.target),
      ms: stage.duration,
    }));
    return targets.map(({ to, ms }, i) => ({ from: targets[i - 1]?.to ?? start, to, ms }));
  };
  switch (told.executor) {
    case "constant-arrival-rate":
      return {
        model: "open",
        startMs,
        counted: false,
        stages: flat(perSecond(told.rate), told.duration ?? 0),
      };
    case "ramping-arrival-rate":
      return {
        model: "open",
        startMs,
        counted: false,
        stages: rising(perSecond(told.startRate), perSecond),
      };
    case "constant-vus":
      return {
        model: "closed",
        startMs,
        counted: false,
        stages: flat(told.vus ?? 1, told.duration ?? 0),
      };
    case "ramping-vus":
      return {
        model: "closed",
        startMs,
        counted: false,
        stages: rising(told.startVUs ?? 1, (target) => target),
      };
    case "per-vu-iterations":
    case "shared-iterations":
      return {
        model: "closed",
        startMs,
        counted: true,
        stages: flat(told.vus ?? 1, told.maxDuration ?? 600_000),
      };
    default:
      return { model: "outside", startMs, counted: false, stages: [] };
  }
}
