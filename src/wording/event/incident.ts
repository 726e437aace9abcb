import type { DeclaredState } from "../../event/incident.ts";
import { formatClock } from "../../kernel/duration.ts";
import { pageWords } from "../actor.ts";
import { predicateWords } from "../predicate.ts";
import { stateWords } from "../state.ts";
import { listed } from "../text.ts";
import type { Happening, Setting, Words } from "./words.ts";

/** What monitoring said and what people said and decided. */
export function incidentLine(event: Happening, { scenario, level }: Setting): Words | undefined {
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
    case "alert.grouped": {
      const more = Object.values(event.data.counts).reduce((sum, count) => sum + count, 0);
      return { kind: "alert", tag: "alert", text: `${event.data.service}: ${more} more alerts` };
    }
    case "alert.acked": {
      const { group, alerts, into } = event.data;
      return {
        kind: "act",
        tag: "ack",
        text: `${group} acknowledged: ${listed(alerts)}${into === undefined ? "" : ` (${into})`}`,
      };
    }
    case "alert.silenced":
      return {
        kind: "act",
        tag: "silenced",
        text: `${event.data.group}, until ${formatClock(event.data.untilEx)}`,
      };
    case "alert.cleared":
      return { kind: "alert", tag: "alert", text: `${event.data.alert} cleared`, good: true };
    case "page.sent":
      return {
        kind: "alert",
        tag: "page",
        text: `${pageWords(event.data)} paged: ${event.data.text}`,
        short: `page to ${pageWords(event.data)}`,
      };
    case "page.acked":
      return {
        kind: "act",
        tag: "ack",
        text: `page to ${pageWords(event.data)} acknowledged`,
        short: "ack",
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
        text: `${level(event.data.from)} becomes ${level(event.data.to)}${event.data.automatic ? ", automatically" : ""}`,
        detail: event.data.why,
        short: `becomes ${level(event.data.to)}`,
      };
    case "incident.state":
      return stateLine(event.data.state, event.data);
    case "incident.updated":
      return {
        kind: "act",
        tag: "update",
        text: `${event.data.text} (to ${event.data.audience})`,
        short: "update",
      };
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
  const early = data.premature === true ? ", too early: users are still affected" : "";
  const said = data.text === undefined ? "" : `${early === "" ? ": " : " – "}${data.text}`;
  return {
    kind: "act",
    tag: "incident",
    text: `${words}${early}${said}`,
    short: `${words}${data.premature === true ? ", too early" : ""}`,
  };
}
