import type { Section } from "./section.ts";

/** Questions for the review. */
export const debrief: Section = {
  id: "debrief",
  title: "Questions for the debrief",
  view: ({ scenario, faultMs, summary }) => {
    if (scenario.debrief.length === 0 || faultMs === null || summary.drill.kind === "Test")
      return undefined;
    return {
      note: "Ask how and what, not who and why. The last minutes belong to one question: what would make the next drill better?",
      questions: scenario.debrief,
    };
  },
};
