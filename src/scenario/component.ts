/**
 * What other parts of the code ask of a component, whatever its kind. Looked up by field, so that a
 * new kind needs only to have the field.
 */
import type { Component } from "./schema.ts";

/** Names of the components that it is started after. */
export function needsOf(component: Component): readonly string[] {
  if (component.kind === "mysql")
    return component.replicaOf === undefined ? [] : [component.replicaOf.primary];
  return "needs" in component ? (component.needs ?? []) : [];
}

/** How many of it there are; one where its kind knows no replicas. */
export function replicasOf(component: Component): number {
  return "replicas" in component ? component.replicas : 1;
}

/** Its locations, in full: `b` is `b/b1/r1`. Replicas are spread over several locations in turn. */
export function placesOf({ at }: Component): readonly string[] {
  return (typeof at === "string" ? [at] : at).map((place) => {
    const [region = "a", zone = `${region}1`, rack = "r1"] = place.split("/");
    return `${region}/${zone}/${rack}`;
  });
}

/** Is a location inside a wider one? `b/b1/r1` is in `b` and in `b/b1`. */
export function isIn(place: string, wider: string): boolean {
  return place === wider || place.startsWith(`${wider}/`);
}
