import type { Context } from "../context.ts";
import { count, counted } from "../../wording/figure.ts";
import { sentence } from "../../wording/text.ts";
import type { Section } from "./section.ts";

/** Why it happened, as the scenario knows it, and what the team proved of it. */
export const cause: Section = {
  id: "cause",
  title: "Root cause",
  view: (context) => {
    const { rootCause } = context.scenario;
    if (context.faultMs === null) return undefined;
    if (rootCause === undefined)
      return {
        known: false,
        pairs: [],
        contributing: [],
        note: "The scenario names no cause. We don't know yet; the review fills this in.",
      };
    const pairs = [
      { label: "Trigger", text: sentence(rootCause.trigger) },
      { label: "Cause", text: sentence(rootCause.cause) },
      { label: "Category", text: rootCause.category },
    ];
    return {
      known: true,
      pairs,
      contributing: rootCause.contributing.map(sentence),
      note: note(context),
    };
  },
};

function note({ summary, clock }: Context): string {
  const needed = summary.evidence.filter(({ rootCause }) => rootCause);
  if (needed.length === 0 || summary.drill.kind === "Test")
    return "This is the cause that the scenario injected.";
  const proved = needed.filter((record) => record.proved !== null).length;
  const state =
    summary.moments.diagnosed === null
      ? `The team proved ${count(proved)} of the ${counted(needed.length, "piece")} of evidence for it.`
      : `The team proved all ${counted(needed.length, "piece")} of evidence for it, the last at ${clock(summary.moments.diagnosed)}.`;
  return `This is the cause that the scenario injected. ${state}`;
}
