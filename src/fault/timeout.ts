import { z } from "zod";
import { linkFault } from "./link-fault.ts";
import { milliseconds, ms, which } from "./link-params.ts";

const params = z.strictObject({
  timeout: milliseconds
    .prefault("0s")
    .meta({ description: "how long until the connection is closed, such as 2s, or 0s for never" }),
  ...which,
});

/** How long silence must last to be meaningful. Milliseconds. */
const silenceMs = 500;

/** Swallows everything, as a firewall that drops packets does. */
export const timeout = linkFault<z.output<typeof params>>({
  name: "timeout",
  doc: "Drops all traffic on a link and closes the connection after `timeout` (0s: never).",
  params,
  mark: { label: "silent", color: "#D55E00" },
  kind: (parameters) => ({ type: "timeout", attributes: { timeout: parameters.timeout } }),
  words: (parameters) =>
    parameters.timeout === 0 ? "without an end" : `of ${ms(parameters.timeout)}`,
  newcomer: { patienceMs: () => silenceMs, feels: ({ met }) => met === "silence" || met === "end" },
});
