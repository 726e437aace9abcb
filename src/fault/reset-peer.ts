import { z } from "zod";
import { linkFault } from "./link-fault.ts";
import { milliseconds, ms, which } from "./link-params.ts";

const params = z.strictObject({
  timeout: milliseconds
    .prefault("0s")
    .meta({ description: "how long after its first data a connection is reset, such as 2s" }),
  ...which,
});

/** Resets connections, as a crashed host or a firewall that forgot them does. */
export const resetPeer = linkFault<z.output<typeof params>>({
  name: "reset-peer",
  doc: "Resets each connection on a link, `timeout` after its first data.",
  params,
  mark: { label: "reset", color: "#D55E00" },
  kind: ({ timeout }) => ({ type: "reset_peer", attributes: { timeout } }),
  harmless: ({ timeout }, { forMs }) =>
    timeout >= forMs
      ? {
          parameter: "timeout",
          message: `nothing is reset: the fault acts for ${ms(forMs)} at most, and a connection is reset ${ms(timeout)} after its first data`,
        }
      : undefined,
  words: ({ timeout }) => (timeout === 0 ? "immediately" : `after ${ms(timeout)}`),
  newcomer: {
    patienceMs: ({ timeout }) => timeout + 2_000,
    // A server that has nothing to say, for it is busy, gives nothing to reset.
    feels: ({ met }) => met === "reset" || met === "end" || met === "silence",
  },
});
