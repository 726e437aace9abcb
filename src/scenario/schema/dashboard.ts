/** What the person on call looks at: groups of panels, for a region, a component, or a question. */
import { z } from "zod";
import { inVariants, name, text } from "./basics.ts";

const panel = z.strictObject({
  /** Its name when not given. */
  title: text.optional(),
  slis: z.array(name).default([]),
  /** Also flows that no SLI counts: what is on a dashboard is there for players to see. */
  flows: z.array(name).default([]),
  /**
   * Of those: the share of good requests, the 99th percentile of latency, requests per second, or
   * the share refused.
   */
  show: z.enum(["success", "latency", "rate", "refused"]).default("success"),
  signals: z.array(name).default([]),
  /** Of a signal with keys, such as a limiter's decisions by customer: so many of the highest. */
  top: z.int().min(1).max(8).default(4),
  ...inVariants,
});

export const dashboard = z.strictObject({
  title: text.optional(),
  panels: z.record(name, panel),
  ...inVariants,
});
