import { z } from "zod";
import { linkFault } from "./link-fault.ts";
import { which } from "./link-params.ts";

/** A gigabyte per second: no proxy passes more over one link. */
const widest = 1_000_000;

const params = z.strictObject({
  rate: z
    .int()
    .min(0)
    .max(widest)
    .meta({ description: "kilobytes (1000 bytes) per second; 0 blocks everything" }),
  ...which,
});

/** Narrows a link, as a full line or a noisy neighbour does. */
export const bandwidth = linkFault<z.output<typeof params>>({
  name: "bandwidth",
  doc: "Limits a link to `rate` kilobytes per second.",
  params,
  mark: { label: "narrowed", color: "#E69F00" },
  kind: ({ rate }) => ({ type: "bandwidth", attributes: { rate } }),
  words: ({ rate }) => `of ${rate} KB/s`,
});
