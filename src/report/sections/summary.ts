import type { Context } from "../context.ts";
import { director } from "../words/director.ts";
import { sentence } from "../../wording/text.ts";
import type { Section } from "./section.ts";

const words = {
  pass: { word: "Pass", glyph: "✓" },
  fail: { word: "Missed", glyph: "✗" },
  unknown: { word: "Unknown", glyph: "?" },
} as const;

/** The verdict and the one paragraph that a busy director can stop after. */
export const summary: Section = {
  id: "summary",
  title: "Summary",
  view: (context: Context) => ({
    kind: context.judgement.verdict,
    ...words[context.judgement.verdict],
    reason: sentence(context.judgement.reason),
    paragraph: director(context).join(" "),
  }),
};
