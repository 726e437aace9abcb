/** What users do: who they are, what each does step by step, and how often. */
import { z } from "zod";
import { duration, inVariants, name, quantity, rate, scalar, text } from "./basics.ts";

/**
 * Where to find a value in a good response: a path into its JSON body, `$.user.id`, or a header.
 */
const capture = z.union([
  z.string().regex(/^\$(\.\w+|\[\d+\])*$/, 'must be a path into a JSON body such as "$.user.id"'),
  z.strictObject({ header: text }),
]);

const step = z.strictObject({
  get: text.optional(),
  post: text.optional(),
  put: text.optional(),
  delete: text.optional(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.json().optional(),
  timeout: duration.prefault("1s"),
  expect: z
    .strictObject({ status: z.int().min(100).max(599).default(200), under: duration.optional() })
    .prefault({}),
  /**
   * For the steps after it, `{name}` in their texts. `{order: $.id}`, `{token: {header: x-token}}`
   */
  capture: z.record(z.string().regex(/^[A-Za-z]\w*$/), capture).optional(),
  /** How long the user thinks after the answer; from a range, drawn evenly. */
  think: z.union([duration, z.strictObject({ from: duration, to: duration })]).optional(),
});
export type Step = z.output<typeof step>;

/**
 * What clients do when a request fails. The request stays one in the books, and its latency counts
 * from its first attempt.
 */
const retry = z.strictObject({
  /** Extra attempts at most. */
  attempts: quantity,
  on: z
    .array(z.enum(["error", "timeout", "rejected"]))
    .min(1)
    .default(["error", "timeout"]),
  /**
   * Before the first extra attempt; each further one waits `factor` times as long, up to
   * `maxBackoff`.
   */
  backoff: duration.prefault("100ms"),
  factor: quantity.default(2),
  maxBackoff: duration.prefault("5s"),
  /** Share of the wait that is drawn at random, 0 to 1. */
  jitter: quantity.default(0),
});

/**
 * `max` to each endpoint, beyond which requests wait; `reuse: false` opens one for every request.
 */
const connections = z.strictObject({ max: quantity.optional(), reuse: z.boolean().default(true) });

const clients = { retry: retry.optional(), connections: connections.optional() };

const journey = z.strictObject({
  /** The component that the requests go to. */
  to: name,
  /**
   * `{id}` in paths, headers and bodies is drawn from here: `1..200000`, or a list. `{user}` is
   * always the user's number.
   */
  vars: z
    .record(z.string(), z.union([z.string().regex(/^\d+\.\.\d+$/), z.array(scalar).min(1), scalar]))
    .default({}),
  steps: z.array(step).default([]),
  /**
   * Instead of steps: a k6 script beside the scenario, which decides its rate itself. It finds the
   * component in __ENV.GAMEDAY_TO.
   */
  script: text.optional(),
  ...clients,
  ...inVariants,
});
export type Journey = z.output<typeof journey>;

/** A flow's `retry` and `connections` stand before its journey's. */
const flow = z.strictObject({
  journey: name,
  cohort: name.default("everyone"),
  rate,
  /** The rate rises from 0 in a straight line over this time. */
  ramp: duration.optional(),
  ...clients,
  ...inVariants,
});

const cohort = z.strictObject({
  users: z.int().min(1).default(1000),
  doc: text.optional(),
  /** Loopback addresses to send from, spread over the users so that each keeps one. */
  from: z
    .array(
      z.string().regex(/^127(\.\d{1,3}){3}$/, 'must be a loopback address such as "127.9.0.1"'),
    )
    .min(1)
    .optional(),
  ...inVariants,
});

export const load = z.strictObject({
  cohorts: z.record(name, cohort).default({ everyone: { users: 1000 } }),
  journeys: z.record(name, journey),
  flows: z.record(name, flow),
});
