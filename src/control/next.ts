import type { Actor } from "../event/actor.ts";
import type { EventInput } from "../event/event.ts";
import { isOpen } from "../incident/backpack/state.ts";
import { nextCommands } from "../incident/next.ts";
import type { ControlPort } from "./port.ts";
import type { Request } from "./protocol.ts";

/** The commands that make sense after an answer, best first. */
export function nextOf(port: ControlPort, by: Actor): readonly string[] {
  if (port.test?.() === true) return ["gameday status", "gameday stop"];
  const incident = port.incident();
  return nextCommands(incident, {
    by,
    unproven: Object.keys(port.evidence()).filter((id) => isOpen(incident.backpack, id)),
  });
}

/** An event of the person who asks, about the incident of this drill. */
export function signed(port: ControlPort, request: Request, event: EventInput): EventInput {
  return { ...event, by: request.by, incident: port.incident().id };
}
