import { plural } from "../kernel/plural.ts";
import { z } from "zod";
import type { Fault } from "./fault.ts";

const params = z.strictObject({
  journey: z.string(),
  /**
   * Journeys that its senders turn to, one after the other, when the one before is refused: a
   * script that tries its next trick.
   */
  then: z.array(z.string()).default([]),
  cohort: z.string().default("everyone"),
  perSecond: z.number().positive(),
});

/** Adds unplanned traffic: a batch, a crawler, a storm of retries. */
export const loadSurge: Fault<z.output<typeof params>> = {
  name: "load-surge",
  doc:
    "Adds traffic: an extra flow of a journey, at a rate, by a cohort. With `then` it " +
    "switches to the next journey when most of its requests have been refused for three " +
    "seconds.",
  target: "load",
  needs: ["load"],
  params,
  mark: { label: "extra load", color: "#E69F00" },
  harmless: ({ perSecond }, { forMs }) =>
    (perSecond * forMs) / 1_000 < 1
      ? {
          parameter: "perSecond",
          message: `there is not one request in ${perSecond}/s while the fault acts`,
        }
      : undefined,
  undo: ({ id }) => ({ do: "end-flow", flow: id }),
  apply: ({ surge }, { id, with: request }) => surge.start(id, request),
  verify: async ({ surge }, { id }) => {
    const offered = surge.offered(id);
    return {
      ok: surge.perSecond(id) > 0 && offered > 0,
      evidence: `${offered} ${plural(offered, "request")} of "${id}" in the last full second`,
    };
  },
  // A slow flow has seconds without a request.
  still: async ({ surge }, { id }) => ({
    ok: surge.perSecond(id) > 0,
    evidence: `"${id}" sends ${surge.perSecond(id)}/s`,
  }),
};
