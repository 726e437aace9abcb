import { haproxyConfig } from "../haproxy-config.ts";
import { answersPing, redisArguments, redisSecrets } from "../redis-place.ts";
import type { ComponentSpec, HaproxySpec, RedisSpec } from "../runtime.ts";
import { answersGet } from "../service-place.ts";
import type { ContainerPlan } from "./container-plan.ts";

const MiB = 2 ** 20;

const configFile = "usr/local/etc/redis.conf";

/** A Redis that keeps everything in memory and nothing on disk. */
export function redisPlan(redis: RedisSpec, image: string): ContainerPlan {
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
    // Read by the server, whose user's number is the image's own affair; nobody else is in there.
    files: [{ name: configFile, data: redisSecrets(redis), mode: 0o644 }],
    bounded: { "/tmp": 64 * MiB },
    memoryBytes: 512 * MiB,
    healthy: (doors) => answersPing(doors, redis),
    settle: async () => ({ detail: `Redis (${image})` }),
    endsWithinMs: 5_000,
  };
}

/**
 * An HAProxy with the configuration that the other adapters give it; names are asked of the
 * engine's own server.
 */
export function haproxyPlan(
  spec: ComponentSpec,
  haproxy: HaproxySpec,
  image: string,
): ContainerPlan {
  return {
    image,
    command: () => ["haproxy", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"],
    env: {},
    unprivileged: false,
    port: 8080,
    files: [
      {
        name: "usr/local/etc/haproxy/haproxy.cfg",
        data: haproxyConfig(spec, haproxy, { bind: "0.0.0.0:8080", nameServer: "127.0.0.11:53" }),
      },
    ],
    bounded: { "/tmp": 64 * MiB },
    memoryBytes: 512 * MiB,
    healthy: (doors) => answersGet(doors, spec.health.path),
    settle: async () => ({ detail: `HAProxy (${image})` }),
    endsWithinMs: 5_000,
  };
}
