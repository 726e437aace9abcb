import { z } from "zod";
import type { Kind } from "./kind.ts";
import { name, scalar, text } from "../basics.ts";
import { shared } from "./shared.ts";

const account = z.strictObject({
  /**
   * Portable: `SELECT ON shop.*`, `PROCESS`, or the pseudo-grants `kill`, `monitor`
   * (performance_schema and sys), `admin` (all).
   */
  grants: z.array(text).min(1),
});

/** A MySQL-compatible server of its own. */
export const mysqlComponent = z.strictObject({
  kind: z.literal("mysql"),
  ...shared,
  /**
   * Server variables, `max_connections: 151`. Those a flavour does not know are left out and
   * listed.
   */
  variables: z.record(z.string(), scalar).default({}),
  /** An SQL file beside the scenario or in fixtures/; `${rows}`-like names come from `with`. */
  seed: z.strictObject({ sql: text, with: z.record(z.string(), scalar).default({}) }).optional(),
  database: z
    .string()
    .regex(
      /^(?!(?:mysql|sys|performance_schema|information_schema)$)[A-Za-z][\w-]{0,63}$/i,
      "must be a name of letters, digits, _ and -, beginning with a letter, and none of the server's own databases",
    )
    .default("shop"),
  accounts: z.record(name, account).default({}),
  /**
   * Tables whose rows must be the same after healing as before the first fault; a difference is
   * left behind (exit 75).
   */
  checksums: z.array(text).default([]),
  /**
   * Follows another MySQL component by GTID and takes no writes; `as` is an account there that may
   * replicate (REPLICATION SLAVE).
   */
  replicaOf: z.strictObject({ primary: name, as: name }).optional(),
});
export type MysqlComponent = z.output<typeof mysqlComponent>;

export const mysql: Kind<MysqlComponent> = {
  label: () => "MySQL",
  line: () => "MySQL-compatible server",
  store: true,
  http: false,
  image: "itself",
  accounts: ({ accounts }) => Object.keys(accounts),
};
