import { z } from "zod";
import type { Probe } from "./probe.ts";

const params = z.strictObject({ matches: z.string() });

/** Lines of a component's log that match, per second since the last reading. */
export const logCount: Probe<z.output<typeof params>> = {
  name: "log-count",
  doc: "New lines in a component's logs that match a regular expression, since the last reading.",
  params,
  target: "component",
  open: (world, target, { matches }) => {
    const pattern = new RegExp(matches, "i");
    const tails = world.logs(target);
    return {
      read: async () => {
        const texts = await Promise.all(tails.map((tail) => tail()));
        return texts.join("").split("\n").filter((line) => pattern.test(line)).length;
      },
      close: async () => {},
    };
  },
};
