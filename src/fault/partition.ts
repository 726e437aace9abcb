import { z } from "zod";
import { placeFault } from "./place-links.ts";

/** How long silence must last to be meaningful. Milliseconds. */
const silenceMs = 500;

const params = z.strictObject({
  from: z
    .string()
    .optional()
    .meta({ description: "the other location (default: everything outside the target)" }),
  direction: z.enum(["both", "in", "out"]).default("both").meta({
    description: "lost traffic: both directions, only to the target, or only from it",
  }),
});
type Params = z.output<typeof params>;

/**
 * The streams of a link that carry what is lost: over a link that leaves the place, requests go out
 * and answers come in.
 */
const silenced = {
  both: "both ways",
  in: "for incoming traffic",
  out: "for outgoing traffic",
} as const;

const lost = ({ direction }: Params, leaving: boolean): readonly ("upstream" | "downstream")[] => {
  if (direction === "both") return ["upstream", "downstream"];
  return (direction === "out") === leaving ? ["upstream"] : ["downstream"];
};

/**
 * Cuts a place off from another: what is sent is lost without a word, both ways or one way only.
 */
export const partition = placeFault<Params>({
  name: "partition",
  doc: "Drops all traffic on all links between a region, a zone or a rack and another location (`from`), both ways or one way only.",
  params,
  mark: { label: "partition", color: "#D55E00" },
  toxins: (parameters, leaving) =>
    lost(parameters, leaving).map((stream) => ({
      name: stream,
      stream,
      kind: { type: "timeout", attributes: { timeout: 0 } },
      toxicity: 1,
    })),
  words: ({ direction }) => `silence ${silenced[direction]}`,
  // A server that speaks first is heard although what is sent to it gets lost.
  newcomer: (parameters, leaving) =>
    lost(parameters, leaving).includes("downstream")
      ? { patienceMs: silenceMs, feels: ({ met }) => met === "silence" || met === "end" }
      : undefined,
});
