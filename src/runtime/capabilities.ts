/**
 * What each adapter can do. Apart from the adapters, because a plan asks before any of them is
 * made.
 */
import type { Capability, ServerSpecs } from "./runtime.ts";

/** The kinds of servers: every adapter has them all. */
const servers: Readonly<Record<keyof ServerSpecs, true>> = {
  mysql: true,
  postgres: true,
  redis: true,
  haproxy: true,
};

/** Of processes, and of their simulated twin. */
export const processCapabilities: ReadonlySet<Capability> = new Set<Capability>([
  "pause",
  "kill",
  "stop",
  "load",
  ...(Object.keys(servers) as (keyof ServerSpecs)[]),
]);

const ofContainers = ["cpu", "memory", "disk", "network"] as const;

/** Of the drill's own containers. */
export const dockerCapabilities: ReadonlySet<Capability> = new Set<Capability>([
  ...processCapabilities,
  ...ofContainers,
]);

/** Of the user's own containers; `load` can be sent to them as to any other component. */
export const attachedCapabilities: ReadonlySet<Capability> = new Set<Capability>([
  "pause",
  "kill",
  "stop",
  ...ofContainers,
]);

/**
 * Podman's Docker API does not change limits of a container that is there (4.3 answers 404), and
 * does not put one back on a network as it was.
 */
const notOnPodman: ReadonlySet<Capability> = new Set<Capability>(["cpu", "memory", "network"]);

/** What of it can be done, and be taken back, in an engine of that kind. */
export function capabilitiesIn(
  kind: "docker" | "podman",
  all: ReadonlySet<Capability>,
): ReadonlySet<Capability> {
  return kind === "podman" ? new Set([...all].filter((one) => !notOnPodman.has(one))) : all;
}
