/** The list of faults. A new fault is one file here and one line below. */
import type { Fault } from "./fault.ts";
import { kill } from "./kill.ts";
import { loadSurge } from "./load-surge.ts";
import { pause } from "./pause.ts";
import { stop } from "./stop.ts";

/** Closes over a fault's parameter type: parameters from a plan are read by the fault's own schema at the door. */
function listed<P>(fault: Fault<P>): Fault<unknown> {
  const read = <R extends { with: unknown }>(request: R) => ({ ...request, with: fault.params.parse(request.with) });
  return {
    ...fault,
    params: fault.params,
    undo: (request) => fault.undo(read(request)),
    apply: (world, request) => fault.apply(world, read(request)),
    verify: (world, request) => fault.verify(world, read(request)),
  };
}

export const faults: ReadonlyMap<string, Fault<unknown>> = new Map([listed(pause), listed(kill), listed(stop), listed(loadSurge)].map((fault) => [fault.name, fault]));
