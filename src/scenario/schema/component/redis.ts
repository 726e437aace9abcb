import { z } from "zod";
import { scalar } from "../basics.ts";
import { shared } from "./shared.ts";

/** A Redis of its own, empty at the start, that keeps nothing on disk. */
export const redisComponent = z.strictObject({
  kind: z.literal("redis"),
  ...shared,
  /** As in redis.conf: `{maxmemory: 16mb}`. */
  settings: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), scalar).default({}),
});
