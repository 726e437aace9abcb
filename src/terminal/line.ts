import { formatDuration } from "../kernel/duration.ts";
import { plainLine } from "../kernel/plain-text.ts";
import { plural } from "../kernel/plural.ts";
import { differenceText } from "../event/difference.ts";
import type { GamedayEvent } from "../event/event.ts";
import { generatorText } from "../event/generator.ts";
import type { Tone } from "./style.ts";

export interface Line {
  readonly kind: string;
  readonly text: string;
  readonly tone?: Tone;
}

/** An event as one line for people, or nothing when it is only data. */
export function lineOf(event: GamedayEvent): Line | undefined {
  const line = stackLine(event) ?? truthLine(event) ?? incidentLine(event) ?? evidenceLine(event);
  return line === undefined ? undefined : { ...line, text: plainLine(line.text) };
}

function stackLine(event: GamedayEvent): Line | undefined {
  switch (event.type) {
    case "drill.phase":
      return { kind: "phase", text: event.data.phase, tone: "dim" };
    case "drill.note":
      return { kind: "note", text: event.data.text };
    case "component.state": {
      const { component, state, address, port, detail } = event.data;
      if (state === "starting") return undefined;
      const where = address === undefined ? "" : ` on ${address}:${port}`;
      // The end of a log may stand behind the first line.
      return {
        kind: "stack",
        text: `${component} ${state}${where}${detail === undefined ? "" : `, ${detail.trim().split("\n", 1)[0]}`}`,
        tone: state === "running" ? "dim" : "warn",
      };
    }
    case "calibration.measured":
      return {
        kind: "measure",
        text: `${event.data.name} ${event.data.value.toFixed(1)}${event.data.unit} (${event.data.detail})`,
      };
    case "calibration.repeated":
      return {
        kind: "measure",
        text: `${event.data.name} again: ${event.data.value.toFixed(1)}${event.data.unit} (${event.data.detail})`,
      };
    case "gate.checked":
      return {
        kind: "gate",
        text: `${event.data.gate}: ${event.data.detail}`,
        tone: event.data.met ? "good" : "bad",
      };
    case "load.changed":
      return {
        kind: "load",
        text:
          event.data.perSecond === 0
            ? `${event.data.flow} ends`
            : `${event.data.flow} at ${Math.round(event.data.perSecond * 10) / 10}/s${event.data.journey === undefined ? "" : `: ${event.data.journey}`}`,
      };
    case "load.saturated":
    case "load.short":
    case "load.stalled":
    case "load.ended":
      return { kind: "load", text: generatorText(event), tone: "warn" };
    case "load.threshold": {
      const { flow, metric, threshold, ok } = event.data;
      const judged = ok === true ? "kept" : "crossed";
      const outcome = ok === null ? "not judged: k6 was gone" : judged;
      return {
        kind: "load",
        text: `${flow}: ${metric === undefined ? "" : `${metric} `}${threshold} ${outcome}`,
        tone: ok === true ? "good" : "bad",
      };
    }
    case "heal.step":
      return {
        kind: "heal",
        text: `${event.data.what}${event.data.ok ? "" : `: not done${event.data.detail === undefined ? "" : `, ${event.data.detail}`}`}`,
        tone: event.data.ok ? "dim" : "bad",
      };
    case "restoration.checked":
      if (event.data.differences.length === 0) return undefined;
      return {
        kind: "heal",
        text: `${event.data.target}: ${event.data.differences.map(differenceText).join(", ")}`,
        tone: event.data.differences.some(({ residue }) => residue) ? "bad" : "dim",
      };
    case "target.forgotten":
      return {
        kind: "heal",
        text: `${event.data.target} is given up: ${event.data.left}`,
        tone: "warn",
      };
    case "heal.done":
      return {
        kind: "heal",
        text:
          event.data.residue.length === 0
            ? `everything healed in ${formatDuration(event.data.tookMs)}`
            : `${event.data.residue.length} ${plural(event.data.residue.length, "thing remains", "things remain")}`,
        tone: event.data.residue.length === 0 ? "good" : "bad",
      };
    default:
      return undefined;
  }
}

function truthLine(event: GamedayEvent): Line | undefined {
  switch (event.type) {
    case "fault.applied":
      return { kind: "fault", text: `${event.data.id} applied` };
    case "fault.verified":
      return {
        kind: "fault",
        text: `${event.data.id} ${event.data.ok ? "verified" : "not verified"}: ${event.data.evidence}`,
        tone: event.data.ok ? "warn" : "bad",
      };
    case "fault.lapsed":
      return {
        kind: "fault",
        text: `${event.data.id} stopped working, not by Gameday: ${event.data.evidence}`,
        tone: "bad",
      };
    case "fault.spent":
      return {
        kind: "fault",
        text: `${event.data.id} is over: ${event.data.evidence}`,
        tone: "dim",
      };
    case "fault.undone":
      return {
        kind: "fault",
        text: `${event.data.id} undone: ${event.data.evidence}`,
        tone: "good",
      };
    case "fault.failed":
      return {
        kind: "fault",
        text: `${event.data.id}: ${event.data.doing} failed, ${event.data.message}`,
        tone: "bad",
      };
    case "impact.started":
      return { kind: "truth", text: `users are hurt (${event.data.slis.join(", ")})`, tone: "bad" };
    case "truth.changed":
      return {
        kind: "truth",
        text: `${event.data.state}${event.data.by === undefined ? "" : ` by ${event.data.by}`}: ${event.data.detail}`,
        tone: event.data.state === "contained" || event.data.state === "cleared" ? "good" : "warn",
      };
    case "action.detected":
      return {
        kind: "truth",
        text: `${event.data.kind} action: ${event.data.mitigation}`,
        tone: event.data.kind === "correct" ? "good" : "warn",
      };
    case "alert.fired":
      return { kind: "alert", text: event.data.text, tone: "bad" };
    case "alert.cleared":
      return { kind: "alert", text: `${event.data.alert} cleared`, tone: "good" };
    default:
      return undefined;
  }
}

function incidentLine(event: GamedayEvent): Line | undefined {
  switch (event.type) {
    case "page.sent":
      return { kind: "page", text: `${event.data.text} → ${event.data.to}`, tone: "bad" };
    case "incident.declared":
      return {
        kind: "declare",
        text: `SEV ${event.data.level} ${event.data.name}: ${event.data.text} (${event.by.id})`,
        tone: "strong",
      };
    case "incident.state":
      return {
        kind: "sev",
        text: `${event.data.state.replace("-", " ")}${event.data.premature === true ? " (too early: users are still hurt)" : ""}${event.data.text === undefined ? "" : `: ${event.data.text}`} (${event.by.id})`,
        tone: "strong",
      };
    case "incident.severity":
      return {
        kind: "sev",
        text: `SEV ${event.data.from} becomes SEV ${event.data.to}: ${event.data.why}`,
        tone: "strong",
      };
    case "incident.assigned":
      return { kind: "role", text: `${event.data.role}: ${event.data.to}` };
    case "incident.updated":
      return { kind: "update", text: `${event.data.text} (${event.by.id})` };
    case "message.posted":
      return { kind: "say", text: `${event.data.channel}: ${event.data.text}`, tone: "accent" };
    default:
      return undefined;
  }
}

function evidenceLine(event: GamedayEvent): Line | undefined {
  switch (event.type) {
    case "evidence.proved":
      return { kind: "proved", text: event.data.statement, tone: "good" };
    case "evidence.refused":
      return {
        kind: "proof",
        text: `${event.data.evidence} not proven: ${event.data.why}`,
        tone: "warn",
      };
    case "hint.given":
      return { kind: "hint", text: `${event.data.text} (costs ${event.data.cost})` };
    case "note.added":
      return { kind: "note", text: `${event.data.text} (${event.by.id})` };
    case "tool.used":
      return { kind: event.data.tool, text: event.data.summary, tone: "dim" };
    case "change.seen":
      return {
        kind: "change",
        text: `${event.data.target}: ${event.data.fact}${event.data.before === null ? "" : `, was ${event.data.before}`}${event.data.after === null || event.data.after === true ? "" : `, is ${event.data.after}`} (${event.by.id})`,
      };
    case "verb.refused":
      return { kind: event.data.verb, text: event.data.why, tone: "warn" };
    default:
      return undefined;
  }
}
