import { differenceText } from "../../event/difference.ts";
import type { RestoredTarget } from "../../metrics/restoration.ts";
import type { Context } from "../context.ts";
import type { Table } from "../chart/data-table.ts";
import { count, counted, duration, listed } from "../words/figures.ts";
import type { Section } from "./section.ts";

/** Whether everything that the drill touched is as it was, and what is not. */
export const restoration: Section = {
  id: "restoration",
  title: "Restoration",
  view: (context) => {
    const { restoration: targets, residue, heal } = context.summary;
    if (targets.length === 0 && residue.length === 0 && (heal === null || heal.failed.length === 0)) return undefined;
    return { note: note(context), targets: table(targets), left: left(context), advice: advice(context) };
  },
};

function note(context: Context): string {
  return [healed(context), compared(context.summary.restoration)].filter((text) => text !== "").join(" ");
}

function healed({ summary: { heal } }: Context): string {
  if (heal === null) return "No record says that the drill was healed.";
  const undone = heal.failed.length === 0 ? "" : `, save for ${listed(heal.failed.map(({ what, detail }) => (detail === "" ? what : `${what} (${detail})`)))}`;
  return heal.tookMs === null ? "Healing did not come to its end." : `Healing took ${duration(heal.tookMs)}${undone}.`;
}

function compared(targets: readonly RestoredTarget[]): string {
  if (targets.length === 0) return "";
  const facts = targets.reduce((sum, each) => sum + (each.facts ?? 0), 0);
  const differences = targets.flatMap((each) => each.differences);
  const residue = differences.filter((difference) => difference.residue).length;
  const looked = `${counted(facts, "fact")} of ${counted(targets.length, "target")} ${facts === 1 ? "was" : "were"} compared with how ${facts === 1 ? "it" : "they"} stood before the first fault`;
  if (targets.some((each) => each.facts === null)) return `${looked}; for ${listed(targets.filter((each) => each.facts === null).map(({ target }) => target))} nobody looked again.`;
  if (differences.length === 0) return `${looked}: all are as they were.`;
  const gone = differences.length - residue;
  return `${looked}: ${[...(residue === 0 ? [] : [`${count(residue)} ${residue === 1 ? "is" : "are"} left behind`]), ...(gone === 0 ? [] : [`${count(gone)} that people may have changed ${gone === 1 ? "went" : "go"} with the drill's own stack`])].join(", ")}.`;
}

function table(targets: readonly RestoredTarget[]): Table {
  return { label: "What was compared", head: ["target", "facts", "after healing"], rows: targets.map(({ target, facts, differences }) => [target, facts === null ? "–" : count(facts), stateWords(facts, differences)]) };
}

function stateWords(facts: number | null, differences: RestoredTarget["differences"]): string {
  if (facts === null) return "? not looked at again";
  if (differences.length === 0) return "✓ as before";
  return differences.map((difference) => `${difference.residue ? "✗" : "·"} ${differenceText(difference)}${difference.residue ? "" : " (gone with the stack)"}`).join("; ");
}

function left({ summary: { residue } }: Context): string[] {
  return residue.map(({ what, detail }) => `${what}: ${detail}`);
}

function advice({ summary: { residue, drill } }: Context): string {
  return residue.length === 0 ? "" : `This outranks the verdict: the drill ends with exit code 75. Take it back with gameday stop ${drill.drill}, or by hand.`;
}
