import { generatorText } from "../../event/generator.ts";
import type { TimelineItem } from "../../metrics/timeline.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { counted } from "./figures.ts";
import type { Words } from "./words.ts";

/** What was broken and healed, and how the drill itself went. */
export function faultLine(event: TimelineItem): Words | undefined {
  switch (event.type) {
    case "fault.applied":
      return { kind: "fault", tag: "fault", text: `${event.data.id} is applied` };
    case "fault.verified":
      return {
        kind: "fault",
        tag: "fault",
        text: `${event.data.id} ${event.data.ok ? "works at its target" : "does not show at its target"}`,
        source: event.data.evidence,
      };
    case "fault.lapsed":
      return {
        kind: "fault",
        tag: "fault",
        text: `${event.data.id} stops working, and Gameday did not undo it`,
        source: event.data.evidence,
      };
    case "fault.spent":
      return {
        kind: "fault",
        tag: "fault",
        text: `the effect of ${event.data.id} is over`,
        source: event.data.evidence,
      };
    case "fault.undone":
      return {
        kind: "fault",
        tag: "fault",
        text: `${event.data.id} ${event.data.why === "ended" ? "ends by itself" : "is undone"}${event.data.ok ? "" : ", not proven"}`,
        source: event.data.evidence,
      };
    case "fault.failed":
      return {
        kind: "fault",
        tag: "fault",
        text: `${event.data.id} fails to ${event.data.doing}`,
        source: event.data.message,
      };
    case "load.saturated":
      return {
        kind: "frame",
        tag: "load",
        text: generatorText(event),
        source: `limit ${formatDuration(event.data.limit)}`,
      };
    case "load.short":
    case "load.stalled":
    case "load.ended":
      return { kind: "frame", tag: "load", text: generatorText(event) };
    case "component.state":
      return event.data.state === "starting" || event.data.state === "running"
        ? undefined
        : {
            kind: "frame",
            tag: "stack",
            text: `${event.data.component} is ${event.data.state}`,
            ...(event.data.detail !== undefined && { source: event.data.detail }),
          };
    case "drill.ended":
      return { kind: "frame", tag: "drill", text: `the play ends: ${event.data.detail}` };
    case "drill.note":
      return { kind: "frame", tag: "drill", text: event.data.text };
    case "target.forgotten":
      return {
        kind: "frame",
        tag: "heal",
        text: `${event.data.target} is given up`,
        source: event.data.left,
      };
    case "heal.done":
      return {
        kind: "frame",
        tag: "heal",
        text:
          event.data.residue.length === 0
            ? `everything is healed in ${formatDuration(event.data.tookMs)}`
            : `${counted(event.data.residue.length, "thing")} left behind`,
        ...(event.data.residue.length > 0 && {
          source: event.data.residue.map(({ what, detail }) => `${what} ${detail}`).join(", "),
        }),
      };
    default:
      return undefined;
  }
}
