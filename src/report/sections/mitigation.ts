import type { Context } from "../context.ts";
import type { Table } from "../chart/data-table.ts";
import { actorWords } from "../../wording/actor.ts";
import { changeText, sourceWords } from "../../wording/change.ts";
import { cutShort } from "../words/cut-short.ts";
import { count, counted } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import { listed, lowerFirst, sentence, stop } from "../../wording/text.ts";
import { predicateWords } from "../../wording/predicate.ts";
import type { Section } from "./section.ts";

/** What the responders did: what helped, what did not and what that cost. */
export const mitigation: Section = {
  id: "mitigation",
  title: "Mitigation",
  view: (context) => {
    if (context.faultMs === null || context.summary.drill.kind === "Test") return undefined;
    const tools = toolLines(context);
    return {
      note: note(context),
      actions: actions(context),
      wrong: wrongTurns(context),
      tools,
      toolCount: count(tools.length),
    };
  },
};

function note(context: Context): string {
  return [outcome(context), others(context)].filter((text) => text !== "").join(" ");
}

function outcome(context: Context): string {
  const { summary } = context;
  const { contained, recurrences } = summary.truth;
  const again =
    recurrences === 0
      ? ""
      : ` Users were affected again ${counted(recurrences, "time")} in between.`;
  const cut = cutShort(context);
  if (summary.moments.impact === null && cut !== undefined)
    return `${sentence(cut).slice(0, -1)}, before users were affected: there was nothing to mitigate yet.`;
  if (summary.moments.impact === null)
    return "Users noticed nothing, so there was nothing to mitigate.";
  if (contained === null)
    return `Service was not restored before the drill ended. ${tried(context)}${again}`;
  if (contained.by === "itself")
    return `Service came back by itself ${duration(summary.durations.faultToContained)} after the fault. ${tried(context)}${again}`;
  if (contained.by !== "players")
    return `Service came back ${duration(summary.durations.faultToContained)} after the fault because the fault ended. ${tried(context)}${again}`;
  return (
    `Service was restored ${duration(summary.durations.faultToContained)} after the ` +
    "fault, with the fault still active: the mitigation worked around it. The cause " +
    `remains until a corrective action is in place.${again}`
  );
}

/** Names what people changed, where none of it restored the service. */
function tried({ summary }: Context): string {
  const all = [...new Set(summary.changes.map(changeText))];
  if (all.length === 0) return "No change was recorded.";
  const shown = all.slice(0, mostTried);
  return `Tried without success: ${shown.join("; ")}${all.length > shown.length ? `; and ${count(all.length - shown.length)} more` : ""}.`;
}

const mostTried = 6;

/** Mitigations that were not used, for the review. */
function others({ summary, scenario }: Context): string {
  const taken = new Set(summary.mitigations.map(({ mitigation: id }) => id));
  const left = Object.entries(scenario.mitigations)
    .filter(([id, { kind }]) => kind === "correct" && !taken.has(id))
    .map(([, { title }]) => `"${title}"`);
  return left.length === 0
    ? ""
    : `${taken.size === 0 ? "Mitigations" : "Other mitigations"} available in this scenario: ${listed(left)}.`;
}

function actions({ summary, scenario, clock }: Context): Table {
  return {
    label: "What helped",
    head: ["mitigation", "effect", "working from", "verified by"],
    rows: summary.mitigations.map(({ mitigation: id, title, kind, atMs }) => {
      const rule = scenario.mitigations[id]?.verify;
      return [
        title,
        kind === "correct" ? "full" : "partial",
        clock(atMs),
        rule === undefined ? "–" : predicateWords(rule),
      ];
    }),
  };
}

function wrongTurns({ summary, clock }: Context): string[] {
  return summary.wrongTurns.map(
    ({ title, atMs, cost, kind }) =>
      `${clock(atMs)}: ${title}${kind === "harmful" ? " (harmful)" : ""}. ${cost === null ? "Its cost is unknown." : `Cost: ${stop(lowerFirst(cost))}`}`,
  );
}

function toolLines({ summary, clock }: Context): string[] {
  return summary.timeline.items.flatMap((item) => {
    const at = `${clock(item.atMs)} ${actorWords(item.actor)}`;
    if (item.type === "tool.used") return [`${at}, ${item.data.tool}: ${item.data.summary}`];
    return item.type === "change.seen"
      ? [`${at}, ${sourceWords(item.data)}: ${changeText(item.data)}`]
      : [];
  });
}
