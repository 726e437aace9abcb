/** Where texts of a drill go for real, when a run is asked to send them. */
import { z } from "zod";
import { duration, name, text } from "../../scenario/schema/basics.ts";
import { audiences } from "../profile.ts";

const fromEnvironment = "must be { env: NAME }, the variable that holds it";
const fromEnv = z.strictObject(
  {
    env: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable such as "SEVS_URL"'),
  },
  fromEnvironment,
);

const address = z
  .string()
  .regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, "must be an e-mail address")
  .max(254);

const common = {
  /** The drill's mailboxes that are also sent here. */
  mailboxes: z.array(text).default([]),
  /** Those in which messages to these audiences arrive. */
  audiences: z.array(z.enum(audiences)).default([]),
  /** The receiver ignores a second message with the same key. */
  deduplicates: z.boolean().default(false),
};

export const target = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("slack"), url: fromEnv, ...common }),
  z.strictObject({
    kind: z.literal("webhook"),
    url: fromEnv,
    headers: z
      .record(
        z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, "must be the name of a header"),
        z.union([z.string().regex(/^[\x20-\x7e]*$/, "must be printable ASCII"), fromEnv]),
      )
      .default({}),
    /** A Handlebars template. */
    body: text,
    ...common,
  }),
  z.strictObject({
    kind: z.literal("smtp"),
    host: text,
    port: z.int().min(1).max(65_535).default(587),
    tls: z.enum(["starttls", "implicit", "none"]).default("starttls"),
    login: z.strictObject({ user: z.union([text, fromEnv]), password: fromEnv }).optional(),
    from: address,
    to: z.array(address).min(1).max(100),
    ...common,
  }),
]);

export const send = z.strictObject({
  targets: z.record(name, target).default({}),
  /** How patient the sender is, in real time. */
  retry: z.strictObject({
    tries: z.int().min(1).max(50),
    /** The wait after the first try; it doubles with each. */
    firstWait: duration,
    longestWait: duration,
    /** How long one try may take. */
    timeout: duration,
    /** How long the end of a drill waits for what is not sent yet. */
    drain: duration,
    /** How many texts may wait for one target. */
    mostWaiting: z.int().min(1).max(100_000),
  }),
});
