import type { InjectKind, PlannedInject } from "../../event/inject.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { roleWords } from "../actor.ts";
import { listed } from "../text.ts";
import type { Happening, Words } from "./words.ts";

interface Sender {
  readonly kind: InjectKind;
  readonly from?: string | undefined;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly to: readonly string[];
}

const what: Readonly<Record<InjectKind, string>> = {
  alert: "alert",
  message: "message",
  "phone-call": "phone call",
  document: "document",
  fault: "another fault",
  "person-away": "a person leaves",
};

/** "message from Jo of Bluebird (customer) to the liaison". */
export function injectTitle({ kind, from, name, title, to }: Sender): string {
  const sender = name === undefined ? from : `${name}${from === undefined ? "" : ` (${from})`}`;
  return [
    `${what[kind]}${title === undefined ? "" : ` "${title}"`}`,
    ...(sender === undefined ? [] : [`from ${sender}`]),
    ...(to.length === 0 ? [] : [`to ${listed(to.map(roleWords))}`]),
  ].join(" ");
}

/** "5 m after the fault". */
export function momentWords({ after, inMs }: Pick<PlannedInject, "after" | "inMs">): string {
  const mark = typeof after === "string" ? after : after.event;
  const from = mark === "start" || mark === "fault" ? `the ${mark}` : mark;
  return inMs === 0 ? `after ${from}` : `${formatDuration(inMs)} after ${from}`;
}

/** What the exercise brought in, and what became of it. */
export function injectLine(event: Happening): Words | undefined {
  switch (event.type) {
    case "inject.delivered": {
      const { inject, text, asks } = event.data;
      const answer = asks === true ? ` · answer: gameday answer ${inject} "…"` : "";
      return {
        kind: "alert",
        tag: "inject",
        text: `${injectTitle(event.data)}: ${text}${answer}`,
        short: inject,
      };
    }
    case "inject.answered": {
      const { inject, text, expect } = event.data;
      return expect === undefined
        ? { kind: "act", tag: "answer", text: `${text ?? ""} (to ${inject})`, short: "answer" }
        : { kind: "frame", tag: "inject", text: `${inject}: done as expected`, good: true };
    }
    case "inject.missed":
      return {
        kind: "frame",
        tag: "inject",
        text: `${event.data.inject}: not done as expected`,
        good: false,
      };
    case "inject.held":
      return steering(`${event.data.inject} is held`);
    case "inject.released":
      return steering(`${event.data.inject} is released`);
    case "inject.skipped":
      return steering(`${event.data.inject} is left out: ${event.data.why}`);
    case "inject.delayed":
      return steering(`${event.data.inject} comes ${formatDuration(event.data.byMs)} later`);
    default:
      return undefined;
  }
}

function steering(text: string): Words {
  return { kind: "frame", tag: "inject", text };
}
