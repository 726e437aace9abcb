import type { LoadBin } from "../event/load.ts";
import type { Surge, SurgeRequest } from "../fault/fault.ts";
import type { LoadFlow, LoadRun } from "../load/load.ts";
import type { Recorder } from "./recorder.ts";

type FlowOf = (
  id: string,
  request: { journey: string; cohort: string; perSecond: number },
) => LoadFlow;

/**
 * A flow that is running: which of its journeys is being made, and for how many seconds most of it
 * has been refused.
 */
interface Running {
  readonly request: SurgeRequest;
  step: number;
  refusedSeconds: number;
  /** Bins before this second belong to the journey before. */
  fromSecond: number;
}

/**
 * A program that is turned away moves on when in so many seconds in a row more than half of its
 * requests were refused.
 */
const patienceSeconds = 3;

/**
 * Fits extra traffic to the running load driver; which flow a journey makes is the plan's
 * knowledge.
 */
export function surgeOn(
  load: () => LoadRun | undefined,
  flowOf: FlowOf,
  recorder: Recorder,
): Surge {
  const offered = new Map<string, number>();
  const surges = new Map<string, Running>();
  const driver = (): LoadRun => {
    const run = load();
    if (run === undefined) throw new Error("surge: no load is running");
    return run;
  };
  const send = (flow: string, { perSecond, cohort }: SurgeRequest, journey: string): void => {
    driver().add(flowOf(flow, { journey, cohort, perSecond }));
    recorder.record({ type: "load.changed", data: { flow, perSecond, journey } });
  };
  const look = (flow: string, running: Running, bin: LoadBin): void => {
    const next = [running.request.journey, ...running.request.then][running.step + 1];
    if (next === undefined || bin.second < running.fromSecond) return;
    running.refusedSeconds = bin.rejected > bin.offered / 2 ? running.refusedSeconds + 1 : 0;
    if (running.refusedSeconds < patienceSeconds || load()?.rates()[flow] === undefined) return;
    Object.assign(running, {
      step: running.step + 1,
      refusedSeconds: 0,
      fromSecond: bin.second + patienceSeconds,
    });
    driver().end(flow);
    send(flow, running.request, next);
  };
  recorder.listen((event) => {
    if (event.type !== "load.bin") return;
    offered.set(event.data.flow, event.data.offered);
    const running = surges.get(event.data.flow);
    if (running !== undefined) look(event.data.flow, running, event.data);
  });
  return {
    start: async (flow, request) => {
      send(flow, request, request.journey);
      surges.set(flow, { request, step: 0, refusedSeconds: 0, fromSecond: 0 });
    },
    end: async (flow) => {
      surges.delete(flow);
      if (load()?.rates()[flow] === undefined) return;
      driver().end(flow);
      offered.delete(flow);
      recorder.record({ type: "load.changed", data: { flow, perSecond: 0 } });
    },
    perSecond: (flow) => load()?.rates()[flow] ?? 0,
    offered: (flow) => offered.get(flow) ?? 0,
  };
}
