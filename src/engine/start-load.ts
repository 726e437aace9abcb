import { monitorActor } from "../event/actor.ts";
import type { LoadFlow } from "../load/load.ts";
import { requestLines } from "../plan/dashboards.ts";
import { flowOf } from "../plan/journey.ts";
import type { ResolvedScenario } from "../plan/plan.ts";
import type { Ending } from "./ending.ts";
import { PausableLoad } from "./pausable-load.ts";
import type { Ports, StackView } from "./ports.ts";
import type { Recorder } from "./recorder.ts";

/** A journey of this scenario, to where its target listens now. */
export function flowTo(
  stack: StackView,
  scenario: ResolvedScenario,
  id: string,
  request: { journey: string; cohort: string; perSecond: number },
): LoadFlow {
  const to = scenario.load.journeys[request.journey]?.to ?? "";
  return flowOf(scenario, id, request, stack.endpoints(to));
}

/** What users do, from now on, every second of it in the journal. */
export async function startLoad(
  { load: driver, clock, exercise }: Pick<Ports, "load" | "clock" | "exercise">,
  {
    stack,
    scenario,
    seed,
    recorder,
    end,
  }: {
    readonly stack: StackView;
    readonly scenario: ResolvedScenario;
    readonly seed: string;
    readonly recorder: Recorder;
    readonly end: (ending: Ending) => void;
  },
): Promise<PausableLoad> {
  const flows = Object.entries(scenario.load.flows).map(([id, { journey, cohort, rate }]) =>
    flowTo(stack, scenario, id, { journey, cohort, perSecond: rate }),
  );
  // Monitoring shows what the services count and what is on a dashboard; an extra flow's name could
  // give the answer away.
  const counted = new Set([
    ...Object.values(scenario.slis).flatMap(({ counts }) => counts),
    ...requestLines(scenario).flatMap(({ flows: shown }) => shown),
  ]);
  const load = await PausableLoad.start(driver, {
    flows,
    seed,
    originMonoMs: clock.monoMs() - exercise.exMs(),
    onBin: (bin) =>
      void recorder.record({
        type: "load.bin",
        at: bin.second * 1_000,
        data: bin,
        by: monitorActor,
        sees: counted.has(bin.flow) ? "all" : "truth",
      }),
    onThreshold: (data) => void recorder.record({ type: "load.threshold", data }),
    onEnded: (data) => void recorder.record({ type: "load.ended", at: data.second * 1_000, data }),
    onError: (error) => end({ why: "error", detail: `the load driver broke: ${error.message}` }),
  });
  recorder.record({
    type: "load.started",
    data: {
      driver: driver.name,
      flows: Object.fromEntries(flows.map(({ id, perSecond }) => [id, perSecond])),
    },
  });
  return load;
}
