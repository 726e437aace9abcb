/** Predicates: what gates, alerts, mitigations and wrong turns are decided by. */
import { z } from "zod";
import { duration, name, quantity, scalar, text } from "./basics.ts";

const comparison = {
  above: quantity.optional(),
  below: quantity.optional(),
  atLeast: quantity.optional(),
  atMost: quantity.optional(),
  is: scalar.optional(),
  for: duration.optional(),
};

const simplePredicate = z.union([
  /**
   * An SLI's success, in percent, over `over` (default: its last complete second). `{sli: api,
   * below: 80}`
   */
  z.strictObject({ sli: name, over: duration.optional(), ...comparison }),
  /** A signal's newest value. `{signal: threads-running, above: 10, for: 5s}` */
  z.strictObject({ signal: name, ...comparison }),
  /**
   * Share of a flow's requests that ended in one way, in percent, over `over` (default 5s). `{flow:
   * batch, share: rejected, above: 90}`
   */
  z.strictObject({
    flow: name,
    share: z.enum(["good", "slow", "error", "timeout", "unsent", "rejected"]),
    over: duration.optional(),
    ...comparison,
  }),
  /** A component's state as the runtime sees it. `{component: db, is: restarted}` */
  z.strictObject({
    component: text,
    is: z.enum(["running", "paused", "stopped", "restarted"]),
    for: duration.optional(),
  }),
  /** Every SLI at or above its objective. `{slis: objective}` */
  z.strictObject({ slis: z.literal("objective"), for: duration.optional() }),
]);
export type SimplePredicate = z.output<typeof simplePredicate>;
export type Predicate =
  | SimplePredicate
  | { all: Predicate[] }
  | { any: Predicate[] }
  | { not: Predicate };
export const predicate: z.ZodType<Predicate> = z
  .lazy(() =>
    z.union([
      simplePredicate,
      z.strictObject({ all: z.array(predicate).min(1) }),
      z.strictObject({ any: z.array(predicate).min(1) }),
      z.strictObject({ not: predicate }),
    ]),
  )
  .meta({ id: "Predicate" });
