import { z } from "zod";
import type { Probe } from "./probe.ts";

const params = z.strictObject({ matches: z.string() });

/** New lines in a component's logs that match, since the last reading; none at the first. */
export const logCount: Probe<z.output<typeof params>> = {
  name: "log-count",
  doc: "New lines in a component's logs that match a regular expression, since the last reading.",
  params,
  target: "component",
  open: (world, target, { matches }) => {
    // What a replica has begun to write counts once its line is whole.
    const tails = world.logs(target).map((tail) => ({ tail, begun: "" }));
    const fresh = async (log: (typeof tails)[number]): Promise<readonly string[]> => {
      const lines = (log.begun + (await log.tail())).split("\n");
      log.begun = lines.pop() ?? "";
      return lines;
    };
    return {
      read: async () => {
        const lines = (await Promise.all(tails.map(fresh))).flat();
        return (await world.matching(matches, lines, { ignoreCase: true })).filter(
          (found) => found !== undefined,
        ).length;
      },
      close: async () => {},
    };
  },
};
