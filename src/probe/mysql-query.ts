import { z } from "zod";
import type { Probe } from "./probe.ts";

const params = z.strictObject({ sql: z.string() });

/** The first column of the first row of a query. */
export const mysqlQuery: Probe<z.output<typeof params>> = {
  name: "mysql-query",
  doc: "The first column of the first row of a query, run as the monitoring account.",
  params,
  target: "mysql",
  open: (world, target, { sql }) => ({
    read: async () => (await (await world.mysql(target)).query(sql, { timeoutMs: 2_000 })).rows[0]?.[0] ?? null,
    close: async () => {},
  }),
};
