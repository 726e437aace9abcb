import type { ContainedBy } from "../../event/truth.ts";
import { predicateWords } from "../predicate.ts";
import { listed } from "../text.ts";
import type { Happening, Setting, Words } from "./words.ts";

/** What the drill knew while people could not. */
export function truthLine(event: Happening, { scenario }: Setting): Words | undefined {
  switch (event.type) {
    case "impact.started":
      return {
        kind: "affected",
        tag: "truth",
        text: `users affected: ${listed(event.data.slis)} below ${event.data.slis.length === 1 ? "its objective" : "their objectives"}`,
      };
    case "truth.changed":
      return turn(event.data);
    case "action.detected": {
      const { kind, mitigation: id } = event.data;
      const mitigation = scenario.mitigations[id];
      const unhelpful = kind === "wrong" || kind === "harmful";
      const rule = unhelpful ? mitigation?.detect : mitigation?.verify;
      const title = mitigation?.title ?? id;
      return {
        kind: unhelpful ? "affected" : "truth",
        tag: actionTag[kind],
        text: title,
        short: `${actionTag[kind]}: ${title}`,
        ...(rule !== undefined && { source: predicateWords(rule) }),
      };
    }
    case "gate.checked":
      return {
        kind: "frame",
        tag: "gate",
        text: `${gateNames[event.data.gate]}: ${event.data.met ? "yes" : "no"}`,
        detail: event.data.detail,
        good: event.data.met,
      };
    default:
      return undefined;
  }
}

const actionTag = {
  correct: "works",
  partial: "helps in part",
  wrong: "does not help",
  harmful: "harms",
} as const;

/** What each gate asks, for people. */
export const gateNames = {
  baseline: "healthy before the fault",
  mustBreak: "expected symptom observed",
  mustHold: "the system holds",
  "baseline-again": "healthy after the fault",
} as const;

function turn(data: Extract<Happening, { type: "truth.changed" }>["data"]): Words | undefined {
  const common = { tag: "truth", detail: data.detail };
  switch (data.state) {
    case "armed":
      return undefined;
    case "active":
      return { kind: "fault", ...common, text: "fault active" };
    case "detectable":
      return { kind: "affected", ...common, text: "visible to monitoring" };
    case "contained":
      return {
        kind: "truth",
        ...common,
        text: `service restored${byWords(data.by)}`,
        short: "service restored",
      };
    case "recurred":
      return {
        kind: "affected",
        ...common,
        text: "users affected again",
        short: "users affected again",
      };
    case "cleared":
      return { kind: "truth", ...common, text: "all faults gone" };
    default:
      data.state satisfies never;
      return undefined;
  }
}

function byWords(by: ContainedBy | undefined): string {
  switch (by) {
    case "players":
      return " by the responders";
    case "itself":
      return " by itself: no action on record explains it";
    case "fault-ended":
      return ", but only because the fault ended";
    default:
      return "";
  }
}
