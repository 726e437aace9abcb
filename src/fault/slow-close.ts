import { z } from "zod";
import { linkFault } from "./link-fault.ts";
import { ms, noticeable, which } from "./link-params.ts";

const params = z.strictObject({
  delay: noticeable.meta({ description: "how much later it closes, such as 2s" }),
  ...which,
});

/** Keeps closed connections alive, as a proxy that lingers does. */
export const slowClose = linkFault<z.output<typeof params>>({
  name: "slow-close",
  doc: "Delays the close of each connection on a link by `delay`.",
  params,
  mark: { label: "slow to close", color: "#56B4E9" },
  kind: ({ delay }) => ({ type: "slow_close", attributes: { delay } }),
  words: ({ delay }) => `by ${ms(delay)}`,
});
