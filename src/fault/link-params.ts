/** Parameters that faults of links share, in the units of scenario files. */
import { z } from "zod";
import { parseDuration } from "../kernel/duration.ts";

/** `300ms`, `1.5s` → whole milliseconds. */
export const milliseconds = z
  .string('must be a duration such as "300ms", "2s"')
  .regex(/^(\d+(\.\d+)?(ms|s|m|h|d))+$/, 'must be a duration such as "300ms", "2s"')
  .transform((text) => parseDuration(text) ?? 0)
  .meta({ description: "A duration: 200ms, 30s" });

/** Less than this is lost in a link's own noise. Milliseconds. */
const noiseMs = 1;

/** A duration that can be measured on a link. */
export const noticeable = milliseconds.refine((value) => value >= noiseMs, {
  message: `must be at least ${noiseMs}ms: less cannot be distinguished from the link's own noise`,
  params: { about: "size" },
});

/** Which way the data flows that is touched, and how many of the connections. */
export const which = {
  direction: z
    .enum(["upstream", "downstream", "both"])
    .default("downstream")
    .meta({ description: "upstream: towards the server; downstream: towards the client" }),
  toxicity: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .meta({ description: "share of connections that it affects, above 0 and at most 1" }),
};

/** What those come out as. */
export interface Which {
  readonly direction: "upstream" | "downstream" | "both";
  readonly toxicity: number;
}

/** `300 ms`, in evidence and plans. */
export const ms = (value: number): string => `${Math.round(value)} ms`;
