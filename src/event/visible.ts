import type { EventInput, EventType, GamedayEvent, Sees } from "./event.ts";

/** What stands for the scenario of a drill that was picked blind, until it is over. */
export const blindName = "blind";

/**
 * Who looks: the roles held, and whether the truth may be seen (scripted runs, `--ci`, `--truth`,
 * and everyone after the response phase).
 */
export interface Viewer {
  readonly roles: readonly string[];
  readonly truth: boolean;
}

/**
 * What the engine knows and players must find out. A new type of event belongs here unless a player
 * may see it.
 */
const truthByDefault: ReadonlySet<EventType> = new Set<EventType>([
  "calibration.measured",
  "calibration.repeated",
  "machine.sample",
  "plan.resolved",
  "gate.checked",
  "fault.armed",
  "fault.applied",
  "fault.verified",
  "fault.lapsed",
  "fault.spent",
  "fault.undone",
  "fault.failed",
  // A flow's name can be the answer ("batch"): the engine opens the bins of flows that an SLI
  // counts.
  "load.started",
  "load.changed",
  "load.bin",
  "load.saturated",
  "load.short",
  "load.stalled",
  "load.ended",
  "load.stopped",
  "truth.changed",
  "impact.started",
  "action.detected",
  // That something worked is for the players to find out; who asks the question is answered.
  "evidence.rehearsed",
  "evidence.retired",
  "probe.concluded",
  // Its target is the fault's.
  "restoration.captured",
  "restoration.checked",
  "target.forgotten",
  // What is to come, and what is expected of the players.
  "inject.scheduled",
  "inject.held",
  "inject.released",
  "inject.skipped",
  "inject.delayed",
  "inject.missed",
]);

/**
 * Who may see an event when its writer does not say. What is not plainly harmless stays with the
 * engine.
 */
export function defaultSees(input: Pick<EventInput, "type" | "data">): Sees {
  if (truthByDefault.has(input.type)) return "truth";
  // A component that a fault has paused or killed is for the players to discover.
  if (input.type === "component.state" && "state" in input.data) {
    return input.data.state === "starting" || input.data.state === "running" ? "all" : "truth";
  }
  return "all";
}

/**
 * The event as this viewer may see it, or undefined when it is not for them. What only the engine
 * can know is taken out: whether a claim was premature is truth, and so is what was planned.
 */
export function visibleTo(event: GamedayEvent, viewer: Viewer): GamedayEvent | undefined {
  if (viewer.truth) return event;
  if (event.sees === "truth") return undefined;
  if (event.sees !== "all" && !event.sees.some((role) => viewer.roles.includes(role)))
    return undefined;
  if (event.type === "incident.state" && event.data.premature !== undefined) {
    const { premature: _hidden, ...data } = event.data;
    // `prev` may be a getter, which a spread leaves behind.
    return { ...event, prev: event.prev, data };
  }
  if (event.type === "drill.planned") {
    // The variant is named after the cause, and the digest reveals which one it is.
    const { variant: _variant, ...data } = event.data;
    // Picked blind: which incident it is, is part of what is to be found out.
    const named = data.blind === true ? { ...data, scenario: blindName, title: "" } : data;
    return { ...event, prev: event.prev, data: { ...named, digest: "" } };
  }
  return event;
}
