import type { GamedayEvent } from "../../event/event.ts";
import type { EventPattern } from "../../event/inject.ts";

/** Whether an event is like this, in every respect that the pattern names. */
export function fits(pattern: EventPattern, event: GamedayEvent): boolean {
  const { audience, role, severity, state, says } = pattern;
  return (
    isOfType(pattern.event, event) &&
    (audience === undefined || isFor(audience, event)) &&
    (role === undefined || roleIn(event) === role) &&
    (severity === undefined || isSeverity(severity, event)) &&
    (state === undefined || (event.type === "incident.state" && event.data.state === state)) &&
    (says === undefined || isSaid(says, event))
  );
}

/** A status update is a posted message, and a declaration enters a severity. */
function isOfType(wanted: string, { type }: GamedayEvent): boolean {
  return (
    type === wanted ||
    (wanted === "message.posted" && type === "incident.updated") ||
    (wanted === "incident.severity" && type === "incident.declared")
  );
}

/** What is for everyone is for each audience. */
function isFor(audience: string, { data }: GamedayEvent): boolean {
  if (!("audience" in data) || typeof data.audience !== "string") return false;
  const said = plain(data.audience);
  return said === "all" || said === plain(audience);
}

/** `Customers` is `customer`. */
function plain(audience: string): string {
  return audience.trim().toLowerCase().replace(/s$/, "");
}

function roleIn({ data }: GamedayEvent): string | undefined {
  if ("role" in data && typeof data.role === "string") return data.role;
  return "to" in data && typeof data.to === "string" ? data.to : undefined;
}

function isSeverity(wanted: number | "raised" | "lowered", event: GamedayEvent): boolean {
  if (event.type === "incident.declared") return event.data.level === wanted;
  if (event.type !== "incident.severity") return false;
  const { from, to } = event.data;
  // The lower number is the worse severity.
  if (wanted === "lowered") return to > from;
  return wanted === "raised" ? to < from : to === wanted;
}

function isSaid(words: readonly string[], { data }: GamedayEvent): boolean {
  const text = "text" in data && typeof data.text === "string" ? data.text.toLowerCase() : "";
  return words.some((each) => text.includes(each.toLowerCase()));
}
