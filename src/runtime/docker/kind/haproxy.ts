import { haproxyConfig } from "../../haproxy-config.ts";
import type { ComponentSpec, HaproxySpec } from "../../runtime.ts";
import { answersGet } from "../../service-place.ts";
import type { ContainerPlan, PlanKind } from "../container-plan.ts";

const MiB = 2 ** 20;

/**
 * An HAProxy with the configuration that the other adapters give it; names are asked of the
 * engine's own server.
 */
function haproxyPlan(spec: ComponentSpec, haproxy: HaproxySpec, image: string): ContainerPlan {
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

export const haproxy: PlanKind = async (spec, { image }) => {
  if (spec.haproxy === undefined)
    throw new Error(`docker runtime: the balancer ${spec.id} has no routes`);
  return haproxyPlan(spec, spec.haproxy, image("haproxy"));
};
