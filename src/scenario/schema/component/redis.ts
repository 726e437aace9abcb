import { z } from "zod";
import type { Kind } from "./kind.ts";
import { scalar } from "../basics.ts";
import { shared } from "./shared.ts";

/** The one account of a Redis, by the name that Redis itself has for it. */
const redisAccount = "default";

/** A Redis of its own, empty at the start, that keeps nothing on disk. */
export const redisComponent = z.strictObject({
  kind: z.literal("redis"),
  ...shared,
  /** As in redis.conf: `{maxmemory: 16mb}`. */
  settings: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), scalar).default({}),
});

export const redis: Kind<z.output<typeof redisComponent>> = {
  label: () => "Redis",
  store: true,
  http: false,
  image: "itself",
  accounts: () => [redisAccount],
};
