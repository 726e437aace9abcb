import { z } from "zod";
import type { Probe } from "./probe.ts";

const params = z.strictObject({ field: z.enum(["state", "starts"]).default("state") });

/** A component's state as the runtime sees it, or how often it was started. */
export const component: Probe<z.output<typeof params>> = {
  name: "component",
  doc: "A component's state (running, paused, stopped, exited), or its number of starts.",
  params,
  target: "component",
  open: (world, target, { field }) => ({
    read: async () => (field === "starts" ? world.power.starts(target) : world.power.state(target)),
    close: async () => {},
  }),
};
