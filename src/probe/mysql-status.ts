import { z } from "zod";
import type { Probe } from "./probe.ts";

const params = z.strictObject({ variable: z.string(), rate: z.boolean().default(false) });

/** A global status counter of a MySQL server, or its growth per second. */
export const mysqlStatus: Probe<z.output<typeof params>> = {
  name: "mysql-status",
  doc: "A global status counter of a MySQL server (SHOW GLOBAL STATUS), or with `rate` its growth per second.",
  params,
  target: "mysql",
  open: (world, target, { variable, rate }) => {
    let last: { value: number; atMs: number } | undefined;
    return {
      read: async () => {
        const value = await (await world.mysql(target)).status(variable);
        if (!rate) return value;
        const atMs = world.monoMs();
        const before = last;
        last = { value, atMs };
        // A counter that went back belongs to a server that was restarted.
        return before === undefined || atMs <= before.atMs || value < before.value
          ? null
          : Math.round(((value - before.value) * 10_000) / (atMs - before.atMs)) / 10;
      },
      close: async () => {},
    };
  },
};
