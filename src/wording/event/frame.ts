import { formatDuration } from "../../kernel/duration.ts";
import { generatorText } from "../../event/generator.ts";
import { counted } from "../figure.ts";
import type { Happening, Words } from "./words.ts";

/** How the drill itself went: its stack, its load, its end. */
export function frameLine(event: Happening): Words | undefined {
  const words = frameWords(event);
  return words === undefined ? undefined : { kind: "frame", ...words };
}

function frameWords(event: Happening): Omit<Words, "kind"> | undefined {
  switch (event.type) {
    case "load.saturated":
      return {
        tag: "load",
        text: generatorText(event),
        source: `limit ${formatDuration(event.data.limit)}`,
        good: false,
      };
    case "load.short":
    case "load.stalled":
    case "load.ended":
      return { tag: "load", text: generatorText(event), good: false };
    case "component.state":
      return stateWords(event.data);
    case "drill.ended":
      return { tag: "drill", text: `the drill ended: ${event.data.detail}` };
    case "drill.paused":
      return { tag: "drill", text: "the drill is paused", detail: event.data.why };
    case "drill.resumed":
      return { tag: "drill", text: resumedText(event.data.pausedMs) };
    case "drill.note":
      return { tag: "drill", text: event.data.text };
    case "target.forgotten":
      return {
        tag: "cleanup",
        text: `gave up on ${event.data.target}`,
        detail: event.data.left,
        good: false,
      };
    case "heal.done":
      return healed(event.data);
    default:
      return undefined;
  }
}

function resumedText(pausedMs: number | null): string {
  return `the drill resumed${pausedMs === null ? "" : ` after ${formatDuration(pausedMs)}`}`;
}

type DataOf<T extends Happening["type"]> = Extract<Happening, { type: T }>["data"];

function stateWords({
  component,
  state,
  detail,
}: DataOf<"component.state">): Omit<Words, "kind"> | undefined {
  if (state === "starting" || state === "running") return undefined;
  return {
    tag: "stack",
    text: `${component} ${state === "exited" ? "exited" : `is ${state}`}`,
    ...(detail !== undefined && { detail }),
    good: false,
  };
}

function healed({ residue, tookMs }: DataOf<"heal.done">): Omit<Words, "kind"> {
  return residue.length === 0
    ? {
        tag: "cleanup",
        text: `faults undone and drill cleaned up in ${formatDuration(tookMs)}`,
        good: true,
      }
    : {
        tag: "cleanup",
        text: `${counted(residue.length, "thing")} left behind`,
        detail: residue.map(({ what, detail }) => `${what} ${detail}`).join(", "),
        good: false,
      };
}
