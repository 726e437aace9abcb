import { z } from "zod";
import { linkFault } from "./link-fault.ts";
import { milliseconds, ms, noticeable, which } from "./link-params.ts";

const params = z.strictObject({
  latency: noticeable.meta({ description: "how long everything is delayed, such as 300ms" }),
  jitter: milliseconds
    .prefault("0s")
    .meta({ description: "how much the delay varies, such as 50ms" }),
  ...which,
});

/** Delays what goes over a link, as distance or a busy network does. */
export const latency = linkFault<z.output<typeof params>>({
  name: "latency",
  doc: "Delays all traffic on a link by `latency` ± `jitter`.",
  params,
  mark: { label: "delayed", color: "#CC79A7" },
  kind: ({ latency: delay, jitter }) => ({
    type: "latency",
    attributes: { latency: delay, jitter },
  }),
  words: ({ latency: delay, jitter }) =>
    jitter === 0 ? ms(delay) : `${ms(delay)} ± ${ms(jitter)}`,
  newcomer: {
    patienceMs: ({ latency: delay, jitter }) => 2 * (delay + jitter) + 2_000,
    // Never early; a server that is busy because of it may well answer later, or not at all.
    feels: ({ met, afterMs }, { latency: delay, jitter }) =>
      met === "silence" || (met === "answer" && afterMs >= delay - jitter),
  },
});
