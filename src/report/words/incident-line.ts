import type { DeclaredState } from "../../event/incident.ts";
import type { TimelineItem } from "../../metrics/timeline.ts";
import { roleWords } from "./actor.ts";
import type { Setting, Words } from "./words.ts";
import { predicateWords } from "./predicate.ts";

/** What monitoring said and what people said and decided. */
export function incidentLine(event: TimelineItem, { scenario, level }: Setting): Words | undefined {
  switch (event.type) {
    case "alert.fired": {
      const rule = scenario.alerts[event.data.alert]?.when;
      return {
        kind: "alert",
        tag: "alert",
        text: event.data.text,
        ...(rule !== undefined && { source: predicateWords(rule) }),
      };
    }
    case "alert.cleared":
      return { kind: "alert", tag: "alert", text: `${event.data.alert} clears` };
    case "page.sent":
      return {
        kind: "alert",
        tag: "page",
        text: `${roleWords(event.data.to)} is paged: ${event.data.text}`,
        short: `page to ${roleWords(event.data.to)}`,
      };
    case "incident.declared":
      return {
        kind: "act",
        tag: "declared",
        text: `${level(event.data.level)} ${event.data.name}: ${event.data.text}`,
        short: `declared ${level(event.data.level)}`,
      };
    case "incident.severity":
      return {
        kind: "act",
        tag: "severity",
        text: `${level(event.data.from)} becomes ${level(event.data.to)}${event.data.automatic ? ", by the rule" : ""}`,
        source: event.data.why,
        short: `becomes ${level(event.data.to)}`,
      };
    case "incident.state":
      return stateLine(event.data.state, event.data);
    case "incident.assigned":
      return { kind: "act", tag: "role", text: `${roleWords(event.data.role)}: ${event.data.to}` };
    case "incident.updated":
      return {
        kind: "act",
        tag: "update",
        text: `${event.data.text} (to ${event.data.audience})`,
        short: "update",
      };
    case "message.posted":
      return { kind: "act", tag: "message", text: `${event.data.text} (to ${event.data.channel})` };
    default:
      return undefined;
  }
}

function stateLine(
  state: DeclaredState,
  data: { text?: string; premature?: boolean },
): Words | undefined {
  if (state === "declared") return undefined;
  const words = stateWords(state);
  const early = data.premature === true ? ", while users are still hurt" : "";
  return {
    kind: "act",
    tag: "incident",
    text: `${words}${early}${data.text === undefined ? "" : `: ${data.text}`}`,
    short: `${words}${data.premature === true ? ", too early" : ""}`,
  };
}

/** A declared state as people say it. */
export function stateWords(state: DeclaredState): string {
  switch (state) {
    case "observed":
      return "seen";
    case "false-alarm":
      return "false alarm";
    case "reviewing":
      return "in review";
    default:
      return state;
  }
}
