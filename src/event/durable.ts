import type { EventType } from "./event.ts";

/** Events that change what is true, and so are on disk (fdatasync) before anything else happens. */
export const durable: ReadonlySet<EventType> = new Set<EventType>([
  "drill.planned",
  "drill.phase",
  "drill.paused",
  "drill.resumed",
  "drill.ended",
  "gate.checked",
  "fault.armed",
  "fault.applied",
  "fault.verified",
  "fault.lapsed",
  "fault.spent",
  "fault.undone",
  "fault.failed",
  "truth.changed",
  "incident.declared",
  "incident.state",
  "incident.severity",
  "decision.made",
  "evidence.proved",
  "heal.started",
  "restoration.captured",
  "restoration.checked",
  "target.forgotten",
  "heal.done",
]);
