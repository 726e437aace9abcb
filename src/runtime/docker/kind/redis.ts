import { answersPing, redisArguments, redisSecrets } from "../../redis-place.ts";
import type { RedisSpec } from "../../runtime.ts";
import type { ContainerPlan, PlanKind } from "../container-plan.ts";

const MiB = 2 ** 20;

const configFile = "usr/local/etc/redis.conf";

/** A Redis that keeps everything in memory and nothing on disk. */
function redisPlan(redis: RedisSpec, image: string): ContainerPlan {
  return {
    image,
    command: () => [
      "redis-server",
      `/${configFile}`,
      ...redisArguments(redis, { bind: "0.0.0.0" }),
    ],
    env: {},
    unprivileged: false,
    port: 6379,
    // Readable by all, because the server's user number depends on the image; there are no other
    // users in the container.
    files: [{ name: configFile, data: redisSecrets(redis), mode: 0o644 }],
    bounded: { "/tmp": 64 * MiB },
    memoryBytes: 512 * MiB,
    healthy: (doors) => answersPing(doors, redis),
    settle: async () => ({ detail: `Redis (${image})` }),
    endsWithinMs: 5_000,
  };
}

export const redis: PlanKind = async ({ id, redis: spec }, { image }) => {
  if (spec === undefined) throw new Error(`docker runtime: the Redis ${id} has no settings`);
  return redisPlan(spec, image("redis"));
};
