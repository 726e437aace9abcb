/** The list of faults. A new fault is one file here and one line below. */
import { bandwidth } from "./bandwidth.ts";
import type { Fault } from "./fault.ts";
import { cpu } from "./cpu.ts";
import { dbSessions } from "./db-sessions.ts";
import { disconnect } from "./disconnect.ts";
import { degrade } from "./degrade.ts";
import { diskFill } from "./disk-fill.ts";
import { kill } from "./kill.ts";
import { latency } from "./latency.ts";
import { limitData } from "./limit-data.ts";
import { linkDown } from "./link-down.ts";
import { loadSurge } from "./load-surge.ts";
import { memory } from "./memory.ts";
import { partition } from "./partition.ts";
import { pause } from "./pause.ts";
import { resetPeer } from "./reset-peer.ts";
import { restart } from "./restart.ts";
import { slicer } from "./slicer.ts";
import { slowClose } from "./slow-close.ts";
import { stop } from "./stop.ts";
import { timeout } from "./timeout.ts";

/**
 * Closes over a fault's parameter type: parameters from a plan are read by the fault's own schema
 * at the door.
 */
function listed<P>(fault: Fault<P>): Fault<unknown> {
  const { still } = fault;
  const read = <R extends { with: unknown }>(request: R) => ({
    ...request,
    with: fault.params.parse(request.with),
  });
  return {
    ...fault,
    params: fault.params,
    ...(fault.obstacle === undefined
      ? {}
      : {
          obstacle: (world, request) =>
            fault.obstacle?.(world, read(request)) ?? Promise.resolve(undefined),
        }),
    ...(fault.harmless === undefined
      ? {}
      : {
          harmless: (parameters, exposure) =>
            fault.harmless?.(fault.params.parse(parameters), exposure),
        }),
    undo: (request, world) => fault.undo(read(request), world),
    apply: (world, request) => fault.apply(world, read(request)),
    verify: (world, request, trace) => fault.verify(world, read(request), trace),
    ...(still === undefined
      ? {}
      : { still: (world, request, trace) => still(world, read(request), trace) }),
  };
}

const ofComponents = [
  listed(pause),
  listed(kill),
  listed(stop),
  listed(restart),
  listed(cpu),
  listed(memory),
  listed(diskFill),
  listed(disconnect),
  listed(dbSessions),
];
const ofLoad = [listed(loadSurge)];
const ofLinks = [
  listed(latency),
  listed(bandwidth),
  listed(timeout),
  listed(resetPeer),
  listed(slowClose),
  listed(slicer),
  listed(limitData),
  listed(linkDown),
  listed(partition),
  listed(degrade),
];

export const faults: ReadonlyMap<string, Fault<unknown>> = new Map(
  [...ofComponents, ...ofLoad, ...ofLinks].map((fault) => [fault.name, fault]),
);
