import { z } from "zod";
import { growth } from "./keyed.ts";
import type { Probe } from "./probe.ts";

const params = z.strictObject({
  sql: z.string(),
  keyed: z.boolean().default(false),
  rate: z.boolean().default(false),
});

/** The first column of the first row of a query, or a number for each of its rows. */
export const mysqlQuery: Probe<z.output<typeof params>> = {
  name: "mysql-query",
  doc:
    "The first column of the first row of a query, run as the monitoring account; with " +
    "`keyed` the second column of each row by the first (with `rate` its growth per " +
    "second).",
  params,
  target: "mysql",
  open: (world, target, { sql, keyed, rate }) => {
    const grown = growth();
    return {
      read: async () => {
        const { rows } = await (await world.mysql(target)).query(sql, { timeoutMs: 2_000 });
        if (!keyed) return rows[0]?.[0] ?? null;
        const keys = Object.fromEntries(
          rows.map(([key, value]) => [String(key), Number(value ?? 0)]),
        );
        return rate ? grown(keys, world.monoMs()) : { keys };
      },
      close: async () => {},
    };
  },
};
