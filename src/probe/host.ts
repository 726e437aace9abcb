import { z } from "zod";
import type { Probe } from "./probe.ts";

const params = z.strictObject({ measure: z.enum(["cpu", "memory", "disk"]) });

/** This machine itself, for `abortWhen`: a drill must not take down what else runs there. */
export const host: Probe<z.output<typeof params>> = {
  name: "host",
  doc: "This machine: `cpu` usage since the last reading, in percent of all cores; `memory` in use, in percent; free `disk` space for the run folder, in MiB.",
  params,
  target: "none",
  open: (world, _target, { measure }) => {
    let before: { busyMs: number; totalMs: number } | undefined;
    return {
      read: async () => {
        const { busyMs, totalMs, memoryUsedPercent, diskFreeMiB } = await world.machine();
        if (measure === "memory") return memoryUsedPercent;
        if (measure === "disk") return diskFreeMiB;
        const since = before;
        before = { busyMs, totalMs };
        // The first reading has nothing to be compared with.
        if (since === undefined || totalMs <= since.totalMs) return null;
        return Math.round(((busyMs - since.busyMs) / (totalMs - since.totalMs)) * 1_000) / 10;
      },
      close: async () => {},
    };
  },
};
