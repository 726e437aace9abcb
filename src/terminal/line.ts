import { plainLine } from "../kernel/plain-text.ts";
import type { GamedayEvent } from "../event/event.ts";
import { labelOf } from "../org/profile.ts";
import type { Plan } from "../plan/plan.ts";
import { wordsOf } from "../wording/event/index.ts";
import { progressLine } from "../wording/event/progress.ts";
import type { LineKind, Setting, Words } from "../wording/event/words.ts";
import type { Tone } from "./style.ts";

export interface Line {
  readonly kind: string;
  readonly text: string;
  readonly tone?: Tone;
}

/** What lines of this plan's drill need to know about it. */
export function settingOf({
  scenario,
  organisation,
}: Pick<Plan, "scenario" | "organisation">): Setting {
  return { scenario, level: (id) => labelOf(organisation.profile, id) };
}

/** For a fault without a scenario. */
export const noScenario: Setting = {
  scenario: { alerts: {}, mitigations: {}, evidence: {} },
  level: (id) => `SEV ${id}`,
};

/** An event as one line for people, or nothing when it is only data. */
export function lineOf(event: GamedayEvent, setting: Setting): Line | undefined {
  const words = wordsOf(event, setting) ?? progressLine(event);
  if (words === undefined) return undefined;
  const tone = toneOf(words);
  return {
    kind: words.tag,
    text: plainLine(`${words.text}${detailOf(words)}${whoOf(event, words)}`),
    ...(tone !== undefined && { tone }),
  };
}

/** The end of a log may stand behind the first line. */
function detailOf({ text, detail }: Words): string {
  const first = detail?.trim().split("\n", 1)[0] ?? "";
  return first === "" || text.includes(first) ? "" : `: ${first}`;
}

/** Who did it, where it was a person or a bot. */
function whoOf({ by, type }: GamedayEvent, { kind }: Words): string {
  const deed = kind === "act" || type === "drill.paused" || type === "drill.resumed";
  const named = deed && (by.kind === "person" || by.kind === "bot");
  return named && type !== "evidence.proved" && type !== "evidence.refused" ? ` (${by.id})` : "";
}

const tones = {
  fault: "warn",
  affected: "bad",
  truth: "good",
  alert: "bad",
  act: undefined,
  tool: "dim",
  frame: "dim",
} as const satisfies Record<LineKind, Tone | undefined>;

const strong = new Set(["declared", "incident", "severity"]);

function toneOf({ kind, tag, good }: Words): Tone | undefined {
  if (good !== undefined) return good ? "good" : "bad";
  return strong.has(tag) ? "strong" : tones[kind];
}
