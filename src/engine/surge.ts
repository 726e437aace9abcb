import type { Surge } from "../fault/fault.ts";
import type { LoadFlow, LoadRun } from "../load/load.ts";
import type { Recorder } from "./recorder.ts";

/** Fits extra traffic to the running load driver; which flow a journey makes is the plan's knowledge. */
export function surgeOn(load: () => LoadRun | undefined, flowOf: (id: string, request: { journey: string; cohort: string; perSecond: number }) => LoadFlow, recorder: Recorder): Surge {
  const offered = new Map<string, number>();
  recorder.listen((event) => {
    if (event.type === "load.bin") offered.set(event.data.flow, event.data.offered);
  });
  const running = (): LoadRun => {
    const run = load();
    if (run === undefined) throw new Error("surge: no load is running");
    return run;
  };
  return {
    start: async (flow, request) => {
      running().add(flowOf(flow, request));
      recorder.record({ type: "load.changed", data: { flow, perSecond: request.perSecond } });
    },
    end: async (flow) => {
      if (load()?.rates()[flow] === undefined) return;
      running().end(flow);
      offered.delete(flow);
      recorder.record({ type: "load.changed", data: { flow, perSecond: 0 } });
    },
    perSecond: (flow) => load()?.rates()[flow] ?? 0,
    offered: (flow) => offered.get(flow) ?? 0,
  };
}
