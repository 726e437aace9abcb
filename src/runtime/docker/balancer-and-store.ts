import { connect } from "node:net";
import { haproxyConfig } from "../haproxy-config.ts";
import type { ComponentSpec, HaproxySpec, Endpoint, RedisSpec } from "../runtime.ts";
import { answersGet } from "../service-place.ts";
import type { ContainerPlan } from "./container-plan.ts";

const MiB = 2 ** 20;

/** A Redis that keeps everything in memory and nothing on disk. */
export function redisPlan({ settings }: RedisSpec, image: string): ContainerPlan {
  const own = { save: "", appendonly: "no", "protected-mode": "no", bind: "0.0.0.0", ...settings };
  return {
    image,
    command: () => ["redis-server", ...Object.entries(own).flatMap(([name, value]) => [`--${name}`, String(value)])],
    env: {},
    unprivileged: false,
    port: 6379,
    files: [],
    bounded: { "/tmp": 64 * MiB },
    memoryBytes: 512 * MiB,
    healthy: answersPing,
    settle: async () => ({ detail: `Redis (${image})` }),
    endsWithinMs: 5_000,
  };
}

/** An HAProxy with the configuration that the other adapters give it. */
export function haproxyPlan(spec: ComponentSpec, haproxy: HaproxySpec, image: string): ContainerPlan {
  return {
    image,
    command: () => ["haproxy", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"],
    env: {},
    unprivileged: false,
    port: 8080,
    files: [{ name: "usr/local/etc/haproxy/haproxy.cfg", data: haproxyConfig(spec, haproxy, "0.0.0.0:8080") }],
    bounded: { "/tmp": 64 * MiB },
    memoryBytes: 512 * MiB,
    healthy: (doors) => answersGet(doors, spec.health.path),
    settle: async () => ({ detail: `HAProxy (${image})` }),
    endsWithinMs: 5_000,
  };
}

/** Redis takes commands as plain lines too. */
function answersPing({ host, port }: Endpoint): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: 1_000 });
  socket.once("connect", () => socket.write("PING\r\n"));
  socket.once("data", (data) => (resolve(data.toString().startsWith("+PONG")), socket.destroy()));
  socket.once("timeout", () => (resolve(false), socket.destroy()));
  socket.once("error", () => resolve(false));
  socket.once("close", () => resolve(false));
  return promise;
}
