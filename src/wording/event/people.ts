import { roleWords } from "../actor.ts";
import type { Happening, Words } from "./words.ts";

/** Who came, went, and took or gave up a role. */
export function peopleLine(event: Happening): Words | undefined {
  const line = lineOf(event);
  return line === undefined ? undefined : { kind: "act", ...line };
}

function lineOf(event: Happening): Pick<Words, "tag" | "text"> | undefined {
  switch (event.type) {
    case "person.joined":
      // Who is there from the beginning is no news.
      return event.data.as === "seat"
        ? { tag: "joined", text: `${event.data.person} joined` }
        : undefined;
    case "person.left":
      return { tag: "left", text: `${event.data.person} left` };
    case "person.away": {
      const { person, why } = event.data;
      return { tag: "away", text: `${person} is away${why === "" ? "" : `: ${why}`}` };
    }
    case "person.back":
      return { tag: "back", text: `${event.data.person} is back` };
    case "incident.assigned":
      return { tag: "role", text: `${roleText(event.data)}: ${event.data.to}` };
    case "role.released":
      return { tag: "role", text: `${event.data.from} is no longer ${roleText(event.data)}` };
    case "handoff.offered":
      return { tag: "handoff", text: `${roleText(event.data)} offered to ${event.data.to}` };
    case "handoff.accepted":
      return { tag: "handoff", text: `${event.data.to} accepted ${roleText(event.data)}` };
    case "handoff.declined": {
      const { to, why } = event.data;
      const said = why === "" ? "" : `: ${why}`;
      return { tag: "handoff", text: `${to} declined ${roleText(event.data)}${said}` };
    }
    default:
      return undefined;
  }
}

function roleText({ role, service }: { role: string; service?: string }): string {
  return `${roleWords(role)}${service === undefined ? "" : ` for ${service}`}`;
}
