import { changeText, sourceWords } from "../change.ts";
import { counted } from "../figure.ts";
import type { Happening, Setting, Words } from "./words.ts";

/** What people looked at, proved, asked and wrote down. */
export function toolLine(event: Happening, { scenario }: Setting): Words | undefined {
  switch (event.type) {
    case "evidence.proved":
      return {
        kind: "act",
        tag: "proved",
        text: event.data.statement,
        source: event.data.artefact.command,
        short: `proved: ${event.data.evidence}`,
        good: true,
      };
    case "evidence.refused":
      return {
        kind: "act",
        tag: "not proved",
        text: `${scenario.evidence[event.data.evidence]?.question ?? `${event.data.evidence}:`} ${event.data.why}`,
        source: event.data.artefact.command,
        good: false,
      };
    case "evidence.retired":
      return {
        kind: "truth",
        tag: "retired",
        text:
          `${scenario.evidence[event.data.evidence]?.question ?? event.data.evidence} ` +
          "What was done has made its proof impossible" +
          (event.data.recorded === undefined ? "." : "; what monitoring recorded answers it."),
      };
    case "hint.given":
      return {
        kind: "act",
        tag: "hint",
        text: `${event.data.text} (costs ${counted(event.data.cost, "point")})`,
        short: "hint",
      };
    case "note.added":
      return { kind: "act", tag: "note", text: event.data.text };
    case "tool.used":
      return {
        kind: "tool",
        tag: toolTags[event.data.tool],
        text: event.data.summary,
        ...(event.data.detail !== undefined && { source: event.data.detail }),
        ...(event.data.tool === "kill-loop" && { short: event.data.summary }),
      };
    case "change.seen":
      return {
        kind: "act",
        tag: event.data.source === "facts" ? "changed, unseen" : "changed",
        text: changeText(event.data),
        short: changeText(event.data),
        source: sourceWords(event.data),
      };
    case "verb.refused":
      return { kind: "tool", tag: "refused", text: `${event.data.verb}: ${event.data.why}` };
    default:
      return undefined;
  }
}

const toolTags = { sql: "query", http: "request", "kill-loop": "tool", log: "log" } as const;
