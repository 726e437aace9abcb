/** What the rest of the house asks of a component, whatever its kind: by field, so that a new kind answers by having it. */
import type { Component } from "./schema.ts";

/** Names of the components that it is started after. */
export function needsOf(component: Component): readonly string[] {
  return "needs" in component ? component.needs : [];
}

/** How many of it there are; one where its kind knows no replicas. */
export function replicasOf(component: Component): number {
  return "replicas" in component ? component.replicas : 1;
}
