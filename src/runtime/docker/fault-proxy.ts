import { answersGet } from "../service-place.ts";
import type { ContainerPlan } from "./container-plan.ts";

/**
 * What the fault proxy is called in the stack's networks. Not a name that a scenario can give:
 * those have no underscore.
 */
export const proxyHost = "fault_proxy";
const firstLinkPort = 20_001;
const MiB = 2 ** 20;

/** Toxiproxy in a container, its API and the listeners of so many links published. */
export function faultProxyPlan(image: string, links: number, seed: number): ContainerPlan {
  return {
    image,
    command: () => ["-host=0.0.0.0", `-seed=${seed}`],
    env: {},
    unprivileged: true,
    port: 8474,
    morePorts: Array.from({ length: links }, (_, index) => firstLinkPort + index),
    files: [],
    bounded: {},
    memoryBytes: 256 * MiB,
    healthy: (doors) => answersGet(doors, "/version"),
    settle: async () => ({ detail: `Toxiproxy (${image})` }),
    endsWithinMs: 2_000,
  };
}
