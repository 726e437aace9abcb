/** What each adapter can do. Apart from the adapters, because a plan asks before any of them is made. */
import type { Capability } from "./runtime.ts";

/** Of processes, and of their simulated twin. */
export const processCapabilities: ReadonlySet<Capability> = new Set<Capability>(["pause", "kill", "stop", "load", "mysql", "redis", "haproxy"]);

const ofContainers = ["cpu", "memory", "disk", "network"] as const;

/** Of the drill's own containers. */
export const dockerCapabilities: ReadonlySet<Capability> = new Set<Capability>([...processCapabilities, ...ofContainers]);

/** Of the user's own containers. */
export const attachedCapabilities: ReadonlySet<Capability> = new Set<Capability>(["pause", "kill", "stop", ...ofContainers]);
