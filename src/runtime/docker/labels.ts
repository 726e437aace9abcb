/** Labels that say which drill, and which component of it, a thing in the engine belongs to. */
import { readDrillMark, type DrillMark } from "../drill-mark.ts";

export const drillLabel = "gameday.drill";
const componentLabel = "gameday.component";
/** The identity of the register that knows the drill. */
const ownerLabel = "gameday.owner";
const secretLabel = "gameday.secret";
/**
 * How long after it was made, by the engine's clock, the drill cannot be running any more. Seconds.
 */
const lastsLabel = "gameday.lasts";

/** The labels of something that belongs to a drill, or to one of its components. */
export function labelsOf(
  { drill, owner, secret, lastsS }: DrillMark,
  component?: string,
): Record<string, string> {
  return {
    [drillLabel]: drill,
    [ownerLabel]: owner,
    [secretLabel]: secret,
    [lastsLabel]: String(lastsS),
    ...(component === undefined ? {} : { [componentLabel]: component }),
  };
}

/** The engine's filter for everything of a drill. */
export function ofDrill({ drill, owner, secret }: DrillMark): { label: string[] } {
  return {
    label: [`${drillLabel}=${drill}`, `${ownerLabel}=${owner}`, `${secretLabel}=${secret}`],
  };
}

/** The engine's filter for everything of every drill of anybody. */
export const ofAnybody: { label: string[] } = {
  label: [drillLabel, ownerLabel, secretLabel, lastsLabel],
};

/** The component that a container is, or the drill that something is of. */
export function readLabels(labels: Readonly<Record<string, string>> | undefined): {
  drill: string;
  component: string;
} {
  return { drill: labels?.[drillLabel] ?? "", component: labels?.[componentLabel] ?? "" };
}

/** Whose something is, and for how long; undefined for what is no drill's. */
export function readMark(
  labels: Readonly<Record<string, string>> | undefined,
): DrillMark | undefined {
  return readDrillMark(
    labels?.[drillLabel],
    labels?.[ownerLabel],
    labels?.[secretLabel],
    labels?.[lastsLabel],
  );
}

/**
 * Is a container of this name the one that a drill made? Labels alone do not prove it: an image
 * that was committed from a drill's container passes them on. But no two containers of an engine
 * have the same name.
 */
export function isDrillContainer(
  name: string | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const [drill, owner, component] = [
    labels?.[drillLabel],
    labels?.[ownerLabel],
    labels?.[componentLabel],
  ];
  if (drill === undefined || owner === undefined || component === undefined) return false;
  return name?.replace(/^\//, "") === nameOf({ drill, owner }, component);
}

/** What an image is labelled with that was made of a drill's container and is no drill's. */
export const noDrill = `${drillLabel}="" ${componentLabel}=""`;

/** A name for something of a drill: `gameday-4f0c21a9-2026-11-21-hot-mysql-7f3a-2.api-1`. */
export function nameOf({ drill, owner }: Pick<DrillMark, "drill" | "owner">, part: string): string {
  return `gameday-${owner.slice(0, 8)}-${drill}.${part.replaceAll("/", "-")}`;
}
