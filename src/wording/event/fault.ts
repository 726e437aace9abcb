import type { Happening, Words } from "./words.ts";

/** What was broken, whether it took effect, and how it was undone. */
export function faultLine(event: Happening): Words | undefined {
  const words = faultWords(event);
  return words === undefined ? undefined : { kind: "fault", tag: "fault", ...words };
}

function faultWords(event: Happening): Omit<Words, "kind" | "tag"> | undefined {
  switch (event.type) {
    case "fault.applied":
      return { text: `${event.data.id} applied` };
    case "fault.verified":
      return {
        text: `${event.data.id} ${event.data.ok ? "verified at its target" : "not observed at its target"}`,
        detail: event.data.evidence,
        ...(!event.data.ok && { good: false }),
      };
    case "fault.lapsed":
      return {
        text: `${event.data.id} stopped working, although Gameday did not undo it`,
        detail: event.data.evidence,
        good: false,
      };
    case "fault.spent":
      return { text: `the effect of ${event.data.id} is over`, detail: event.data.evidence };
    case "fault.undone":
      return {
        text: `${event.data.id} ${event.data.why === "ended" ? "ended as planned" : "undone"}${event.data.ok ? "" : ", not confirmed"}`,
        detail: event.data.evidence,
        good: event.data.ok,
      };
    case "fault.failed":
      return {
        text: `${event.data.id}: could not ${event.data.doing} it`,
        detail: event.data.message,
        good: false,
      };
    default:
      return undefined;
  }
}
