import { differenceText } from "../../event/difference.ts";
import type { RestoredTarget } from "../../metrics/restoration.ts";
import type { Context } from "../context.ts";
import type { Table } from "../chart/data-table.ts";
import { count, counted } from "../../wording/figure.ts";
import { duration } from "../../wording/duration.ts";
import { listed, sentence } from "../../wording/text.ts";
import type { Section } from "./section.ts";

/** Whether everything that the drill touched is as it was, and what is not. */
export const restoration: Section = {
  id: "restoration",
  title: "Restoration",
  view: (context) => {
    const { restoration: targets, residue, heal } = context.summary;
    if (targets.length === 0 && residue.length === 0 && (heal === null || heal.failed.length === 0))
      return undefined;
    return {
      note: note(context),
      targets: table(context),
      left: left(context),
      advice: advice(context),
    };
  },
};

function note(context: Context): string {
  return [healed(context), compared(context)].filter((text) => text !== "").join(" ");
}

function healed({ summary: { heal } }: Context): string {
  if (heal === null) return "There is no record of the drill being cleaned up.";
  const undone =
    heal.failed.length === 0
      ? ""
      : `, except for ${listed(heal.failed.map(({ what, detail }) => (detail === "" ? what : `${what} (${detail})`)))}`;
  return heal.tookMs === null
    ? "Cleanup did not complete."
    : `Cleanup took ${duration(heal.tookMs)}${undone}.`;
}

function compared(context: Context): string {
  const targets = context.summary.restoration;
  const looked = targets.filter(({ facts }) => facts !== null);
  const gone = targets.filter((each) => wentDown(each, context)).map(({ target }) => target);
  const unseen = targets
    .filter((each) => each.facts === null && !wentDown(each, context))
    .map(({ target }) => target);
  const seen = [
    ...(looked.length === 0 ? [] : [outcome(looked)]),
    ...(unseen.length === 0 ? [] : [`no second check of ${listed(unseen)}`]),
  ].join("; ");
  const down =
    gone.length === 0
      ? ""
      : `${listed(gone)} went down with the drill after its command had exited, so there is nothing left to compare.`;
  return [seen === "" ? "" : sentence(seen), down].filter((text) => text !== "").join(" ");
}

function outcome(targets: readonly RestoredTarget[]): string {
  const facts = targets.reduce((sum, each) => sum + (each.facts ?? 0), 0);
  const differences = targets.flatMap((each) => each.differences);
  const residue = differences.filter((difference) => difference.residue).length;
  const looked =
    `${counted(facts, "fact")} of ${counted(targets.length, "target")} ` +
    `${facts === 1 ? "was" : "were"} compared with the state before the first fault`;
  if (differences.length === 0) return `${looked}: all unchanged`;
  const gone = differences.length - residue;
  return `${looked}: ${[...(residue === 0 ? [] : [`${count(residue)} ${residue === 1 ? "is" : "are"} left behind`]), ...(gone === 0 ? [] : [`${count(gone)} ${gone === 1 ? "difference" : "differences"} discarded with the drill's own stack`])].join(", ")}`;
}

/**
 * Of the drill's own, which are taken down unseen when another process cleans up in place of its command; the user's
 * own containers stay, and are looked at.
 */
function wentDown(
  { target, facts }: RestoredTarget,
  { scenario, summary: { heal, residue } }: Context,
): boolean {
  const kind = scenario.stack[target.replace(/\/.*/, "")]?.kind;
  return (
    facts === null &&
    heal !== null &&
    heal.tookMs !== null &&
    residue.length === 0 &&
    kind !== "container"
  );
}

function table(context: Context): Table {
  const rows = context.summary.restoration.map((each) => [
    each.target,
    each.facts === null ? "–" : count(each.facts),
    stateWords(each, context),
  ]);
  return { label: "What was compared", head: ["target", "facts", "after cleanup"], rows };
}

function stateWords(each: RestoredTarget, context: Context): string {
  if (wentDown(each, context)) return "· taken down, nothing left to compare";
  if (each.facts === null) return "? not checked again";
  if (each.differences.length === 0) return "✓ as before";
  return each.differences
    .map(
      (difference) =>
        `${difference.residue ? "✗" : "·"} ${differenceText(difference)}${difference.residue ? "" : " (discarded with the stack)"}`,
    )
    .join("; ");
}

function left({ summary: { residue } }: Context): string[] {
  return residue.map(({ what, detail }) => `${what}: ${detail}`);
}

function advice({ summary: { residue, drill } }: Context): string {
  return residue.length === 0
    ? ""
    : `This outranks the verdict: the drill exits with code 75. Remove it with gameday stop ${drill.drill}, or by hand.`;
}
