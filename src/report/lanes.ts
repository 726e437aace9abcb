import type { DeclaredState } from "../event/incident.ts";
import type { ContainedBy } from "../event/truth.ts";
import type { Lane, Stretch, Tone } from "./chart/lane.ts";
import { joined } from "./chart/spans.ts";
import type { Span } from "./chart/spans.ts";
import type { Context } from "./context.ts";
import { stateWords } from "../wording/state.ts";

interface Turn {
  readonly atMs: number;
  readonly text: string;
  readonly tone: Tone;
}

/**
 * The lanes under the large chart: each fault, what was true, what people said; until `toMs` from
 * the fault.
 */
export function lanesOf(context: Context, toMs: number): readonly Lane[] {
  const faults = faultStretches(context, toMs)
    .slice(0, 4)
    .map((stretch, index): Lane => ({ name: index === 0 ? "fault" : "", stretches: [stretch] }));
  const lanes = [
    { name: "truth", stretches: stretches(truthTurns(context), toMs) },
    { name: "declared", stretches: stretches(declaredTurns(context), toMs) },
  ];
  return [...faults, ...lanes.filter((lane) => lane.stretches.length > 0)];
}

/** When each fault was active, milliseconds from the first. */
function faultStretches({ summary, since }: Context, toMs: number): Stretch[] {
  return summary.faults.flatMap(({ fault, target, appliedMs, undone }) =>
    appliedMs === null
      ? []
      : [
          {
            fromMs: since(appliedMs),
            toMs: Math.min(undone === null ? toMs : since(undone.atMs), toMs),
            text: target === "" ? fault : `${fault} on ${target}`,
            tone: "fault" as const,
          },
        ],
  );
}

/** When any fault was active, milliseconds from the first. */
export function faultBands(context: Context, toMs: number): Span[] {
  return joined(faultStretches(context, toMs));
}

function stretches(turns: readonly Turn[], toMs: number): Stretch[] {
  return turns.flatMap((turn, index) => {
    const next = turns[index + 1]?.atMs ?? toMs;
    const end = Math.min(next, toMs);
    return end > turn.atMs
      ? [{ fromMs: turn.atMs, toMs: end, text: turn.text, tone: turn.tone }]
      : [];
  });
}

function truthTurns({ summary, since }: Context): Turn[] {
  const impact = summary.moments.impact;
  const steps = [
    ...summary.truth.steps.map(({ state, atMs, by }) => ({ state, atMs, by })),
    ...(impact === null ? [] : [{ state: "affected" as const, atMs: impact, by: null }]),
  ];
  const { contained } = summary.moments;
  // A Test that was good until its end: what the engine could not know before a hold was over.
  if (contained !== null && summary.truth.contained === null)
    steps.push({ state: "contained", atMs: contained, by: null });
  let affected = false;
  return steps
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ state, atMs, by }) => {
      if (state === "affected" || state === "recurred") affected = true;
      if (state === "contained") affected = false;
      const well = state === "contained" ? "back" : "calm";
      return {
        atMs: since(atMs),
        text: truthText(state, by, affected),
        tone: affected ? "affected" : well,
      };
    });
}

function truthText(state: string, by: ContainedBy | null, affected: boolean): string {
  switch (state) {
    case "active":
      return affected ? "users affected" : "fault active";
    case "affected":
      return "users affected";
    case "detectable":
      return affected ? "users affected, detectable" : "detectable";
    case "contained":
      if (by === "fault-ended") return "restored, fault ended";
      return by === "itself" ? "restored by itself" : "service restored";
    case "recurred":
      return "users affected again";
    case "cleared":
      return affected ? "fault gone, users affected" : "fault gone";
    default:
      return state;
  }
}

function declaredTurns({ summary, since }: Context): Turn[] {
  const { incident } = summary;
  if (incident === null) return [];
  const said = incident.states
    .filter(({ state }) => state !== "declared")
    .map(({ state, atMs, premature }) => ({
      atMs: since(atMs),
      text: `${stateWords(state)}${premature ? ", too early" : ""}`,
      tone: premature ? ("affected" as const) : declaredTone(state),
    }));
  return [
    ...said,
    { atMs: since(incident.declaredMs), text: "declared", tone: "work" as const },
  ].toSorted((a, b) => a.atMs - b.atMs);
}

function declaredTone(state: DeclaredState): Tone {
  if (state === "mitigated" || state === "monitoring") return "back";
  return state === "resolved" ||
    state === "closed" ||
    state === "reviewing" ||
    state === "verified" ||
    state === "false-alarm" ||
    state === "merged"
    ? "calm"
    : "work";
}
