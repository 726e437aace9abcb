import type { DeclaredState } from "../../event/incident.ts";
import { sevTypes, type SevType } from "../../kernel/sev-type.ts";
import { stateWords } from "../state.ts";
import type { Happening, Setting, Words } from "./words.ts";

/** What people declared and decided about the incident. */
export function incidentLine(event: Happening, { level }: Setting): Words | undefined {
  switch (event.type) {
    case "incident.declared":
      return {
        kind: "act",
        tag: "declared",
        text: `${level(event.data.level)} ${event.data.name}${typeText(event.data.sevType)}: ${event.data.text}`,
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
    case "problem.reported":
      return { kind: "act", tag: "report", text: event.data.text, short: "problem reported" };
    case "response.step": {
      const { step, text } = event.data;
      const what = step.replaceAll("-", " ");
      return {
        kind: "act",
        tag: "step",
        text: `${what}${text === undefined ? "" : `: ${text}`}`,
        short: what,
      };
    }
    default:
      return undefined;
  }
}

/** The usual type is not worth a word. */
function typeText(type: SevType | undefined): string {
  return type === undefined || type === sevTypes[0] ? "" : ` (${type.replaceAll("-", " ")})`;
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
