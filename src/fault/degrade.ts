import { z } from "zod";
import { milliseconds, ms } from "./link-params.ts";
import { missesAll } from "./link-effect.ts";
import { percent } from "./link-fault.ts";
import { placeFault, type Toxin } from "./place-links.ts";

const params = z
  .strictObject({
    from: z
      .string()
      .optional()
      .meta({ description: "the other location (default: everything outside the target)" }),
    latency: milliseconds.default(0).meta({ description: "0s, or at least 1ms" }),
    jitter: milliseconds.default(0),
    loss: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .meta({ description: "share of connections that go silent, 0 to 1" }),
  })
  .refine(({ latency, loss }) => latency > 0 || loss > 0, {
    message: "needs a latency of at least 1ms or a loss above 0",
    path: ["latency"],
  });
type Params = z.output<typeof params>;

/**
 * Makes the ways into and out of a place slow and lossy, as a failing switch does: nothing is down,
 * and health checks that are patient see nothing.
 */
export const degrade = placeFault<Params>({
  name: "degrade",
  doc: "Makes all links into and out of a region, a zone or a rack slow (`latency`, `jitter`) and lossy (`loss`, a share of their connections).",
  params,
  mark: { label: "slow and lossy", color: "#CC79A7" },
  toxins: ({ latency, jitter, loss }): readonly Toxin[] => [
    ...(latency > 0
      ? [
          {
            name: "slow",
            stream: "downstream" as const,
            kind: { type: "latency" as const, attributes: { latency, jitter } },
            toxicity: 1,
          },
        ]
      : []),
    ...(loss > 0
      ? [
          {
            name: "lossy",
            stream: "downstream" as const,
            kind: { type: "timeout" as const, attributes: { timeout: 0 } },
            toxicity: loss,
          },
        ]
      : []),
  ],
  harmless: ({ loss }, exposure) => missesAll("loss", loss, exposure),
  words: ({ latency, jitter, loss }) =>
    [
      ...(latency > 0 ? [`latency ${ms(latency)}${jitter > 0 ? ` ± ${ms(jitter)}` : ""}`] : []),
      ...(loss > 0 ? [`silence on ${percent(loss)} of connections`] : []),
    ].join(" and "),
  newcomer: ({ latency, jitter }) =>
    latency === 0
      ? undefined
      : {
          patienceMs: 2 * (latency + jitter) + 2_000,
          feels: ({ met, afterMs }) => met !== "answer" || afterMs >= latency - jitter,
        },
});
