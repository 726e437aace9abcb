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

const all: readonly Fault<unknown>[] = [
  pause,
  kill,
  stop,
  restart,
  cpu,
  memory,
  diskFill,
  disconnect,
  dbSessions,
  loadSurge,
  latency,
  bandwidth,
  timeout,
  resetPeer,
  slowClose,
  slicer,
  limitData,
  linkDown,
  partition,
  degrade,
];

/** By name. What they are asked with must come from `parametersOf`. */
export const faults: ReadonlyMap<string, Fault<unknown>> = new Map(
  all.map((fault) => [fault.name, fault]),
);

/** Those of one link, which need no stack: `gameday fault` has them. */
export const linkFaults = all.filter(({ target }) => target === "link");
