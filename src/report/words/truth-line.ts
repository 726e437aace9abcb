import type { ContainedBy } from "../../event/truth.ts";
import type { TimelineItem } from "../../metrics/timeline.ts";
import { listed } from "./figures.ts";
import type { Setting, Words } from "./words.ts";
import { predicateWords } from "./predicate.ts";

/** What the drill knew while people could not. */
export function truthLine(event: TimelineItem, { scenario }: Setting): Words | undefined {
  switch (event.type) {
    case "impact.started":
      return {
        kind: "hurt",
        tag: "truth",
        text: `users are hurt: ${listed(event.data.slis)} below ${event.data.slis.length === 1 ? "its" : "their"} objective`,
        source: `second ${event.data.second} of the drill`,
      };
    case "truth.changed":
      return turn(event.data);
    case "action.detected": {
      const mitigation = scenario.mitigations[event.data.mitigation];
      const rule =
        event.data.kind === "wrong" || event.data.kind === "harmful"
          ? mitigation?.detect
          : mitigation?.verify;
      const title = mitigation?.title ?? event.data.mitigation;
      return {
        kind: event.data.kind === "correct" || event.data.kind === "partial" ? "truth" : "hurt",
        tag: actionTag[event.data.kind],
        text: title,
        short: `${actionTag[event.data.kind]}: ${title}`,
        ...(rule !== undefined && { source: predicateWords(rule) }),
      };
    }
    case "gate.checked":
      return {
        kind: "frame",
        tag: "gate",
        text: `${event.data.met ? "met" : "not met"}: ${gateNames[event.data.gate]}`,
        source: event.data.detail,
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
  mustBreak: "the promised symptom shows",
  mustHold: "the system holds",
  "baseline-again": "healthy after the fault",
} as const;

function turn(data: Extract<TimelineItem, { type: "truth.changed" }>["data"]): Words | undefined {
  const source = data.detail;
  switch (data.state) {
    case "armed":
      return undefined;
    case "active":
      return { kind: "fault", tag: "truth", text: "the fault is active", source };
    case "detectable":
      return { kind: "hurt", tag: "truth", text: "monitoring can see it", source };
    case "contained":
      return {
        kind: "truth",
        tag: "truth",
        text: `users are back${byWords(data.by)}`,
        source,
        short: "users are back",
      };
    case "recurred":
      return {
        kind: "hurt",
        tag: "truth",
        text: "users are hurt again",
        source,
        short: "users hurt again",
      };
    case "cleared":
      return { kind: "truth", tag: "truth", text: "every fault is gone", source };
    default:
      data.state satisfies never;
      return undefined;
  }
}

function byWords(by: ContainedBy | undefined): string {
  switch (by) {
    case "players":
      return ", by what people did";
    case "itself":
      return ", by itself: nothing that anybody did can have restored the service";
    case "fault-ended":
      return ", only because the fault ended";
    default:
      return "";
  }
}
