import { z } from "zod";
import { name, scalar, text } from "../basics.ts";
import type { Kind } from "./kind.ts";
import { shared } from "./shared.ts";

/** A PostgreSQL server of its own. */
export const postgresComponent = z.strictObject({
  kind: z.literal("postgres"),
  ...shared,
  /** As in postgresql.conf: `{max_connections: 50}`. */
  settings: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), scalar).default({}),
  /** An SQL file beside the scenario or in fixtures/; `${rows}`-like names come from `with`. */
  seed: z.strictObject({ sql: text, with: z.record(z.string(), scalar).default({}) }).optional(),
  database: z
    .string()
    .regex(
      /^(?!(?:postgres|template[01])$)[a-z][a-z0-9_]{0,62}$/,
      "must be a name of small letters, digits and _, beginning with a letter, and none of the server's own databases",
    )
    .default("app"),
  /**
   * They log in with a password that is made for the drill, and may use all of the database. When
   * the list is empty, no one can log in.
   */
  accounts: z.array(name).default([]),
});

export const postgres: Kind<z.output<typeof postgresComponent>> = {
  label: () => "PostgreSQL",
  store: true,
  http: false,
  image: "itself",
  accounts: ({ accounts }) => accounts,
};
