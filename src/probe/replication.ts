import { z } from "zod";
import { missingFrom } from "../mysql/gtid.ts";
import { executedGtids, replicaStatus } from "../mysql/replication.ts";
import type { Probe } from "./probe.ts";

const params = z.strictObject({
  field: z
    .enum(["lag", "io", "sql", "source", "error", "gtid", "ahead"])
    .default("lag")
    .meta({
      description:
        "the replica's lag in seconds, the state of one of its threads, its source, its last " +
        "error, its transactions by GTID, or how many of them another server is missing",
    }),
  of: z.string().optional().meta({ description: "with `ahead`: the server that lacks them" }),
});

/**
 * How a MySQL server replicates, as it says itself; and what another one lacks of it, which no
 * replica can say.
 */
export const replication: Probe<z.output<typeof params>> = {
  name: "replication",
  doc:
    "A MySQL server's replication: `lag` (null while unknown), `io`, `sql`, `source`, " +
    "`error`, its transactions (`gtid`), or how many of them are missing on the server " +
    "`of` (`ahead`).",
  params,
  target: "mysql",
  open: (world, target, { field, of }) => ({
    read: async () => {
      const mysql = await world.mysql(target);
      if (field === "gtid") return executedGtids(mysql);
      if (field === "ahead") {
        if (of === undefined)
          throw new Error("`ahead` needs `of`: the server that lacks the transactions");
        return missingFrom(
          await executedGtids(await world.mysql(of)),
          await executedGtids(mysql),
          mysql.flavour,
        );
      }
      const status = await replicaStatus(mysql);
      if (status === undefined) return field === "lag" ? null : "none";
      return field === "lag" ? status.lagS : status[field];
    },
    close: async () => {},
  }),
};
