import { formatClock } from "../../kernel/duration.ts";
import { pageWords } from "../actor.ts";
import { predicateWords } from "../predicate.ts";
import { listed } from "../text.ts";
import type { Happening, Setting, Words } from "./words.ts";

/** What monitoring said, who was paged, and what people did about it. */
export function alertLine(event: Happening, { scenario }: Setting): Words | undefined {
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
    default:
      return undefined;
  }
}
