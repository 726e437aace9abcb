import { z } from "zod";
import type { Kind } from "./kind.ts";
import { duration, name, text } from "../basics.ts";
import { needs, shared } from "./shared.ts";

/**
 * A real HAProxy: passes HTTP to the replicas of what it needs, leaves out those that fail their
 * health check, and has its own page of statistics, where people drain servers, at `/haproxy`.
 */
export const haproxyComponent = z.strictObject({
  kind: z.literal("haproxy"),
  ...shared,
  needs,
  /** Where a request goes, by how its path begins; the longest prefix wins. */
  routes: z
    .array(
      z.strictObject({
        prefix: text.regex(/^\/[\w./-]*$/, "must be the beginning of a path"),
        to: name,
      }),
    )
    .min(1),
  /**
   * The health check of each server: that long between two, out after `fall` bad ones, back after
   * `rise` good ones.
   */
  check: z
    .strictObject({
      path: text.regex(/^\/[\w./-]*$/, "must be a path").default("/health"),
      every: duration.prefault("1s"),
      within: duration.prefault("1s"),
      fall: z.int().min(1).default(3),
      rise: z.int().min(1).default(2),
    })
    .prefault({}),
  timeouts: z
    .strictObject({
      connect: duration.prefault("1s"),
      server: duration.prefault("10s"),
      queue: duration.prefault("5s"),
    })
    .prefault({}),
  /** How often a connection that fails is tried again, the last time at another server. */
  retries: z.int().min(0).max(10).default(1),
  /**
   * Also when a server has the request and does not answer in time: only for what may be asked for
   * twice.
   */
  retryLate: z.boolean().default(false),
  /** The most concurrent requests to each server; the others wait (default: no limit). */
  maxPerServer: z.int().min(1).optional(),
  /** What users and players may open from outside, shown in the live view. */
  front: text.optional(),
  health: z
    .strictObject({
      path: z.literal("/health").default("/health"),
      within: duration.prefault("15s"),
    })
    .prefault({}),
});

export const haproxy: Kind<z.output<typeof haproxyComponent>> = {
  label: () => "HAProxy",
  line: ({ needs: behind }) => `HAProxy in front of ${behind.join(", ")}`,
  store: false,
  http: true,
  image: "itself",
};
