/** Every container, network and volume of a drill carries these labels; they are how it is found, whoever made it and whatever became of us. */

export const drillLabel = "gameday.drill";
const componentLabel = "gameday.component";
const ownerLabel = "gameday.owner";
const expiresLabel = "gameday.expires";

/** Whose drill it is. */
export interface DrillMark {
  readonly drill: string;
  /** Names the register that knows the drill: another user's register may give the same ids. */
  readonly owner: string;
  /** ISO time after which it cannot be running any more. */
  readonly expires: string;
}

/** The labels of something that belongs to a drill, or to one of its components. */
export function labelsOf({ drill, owner, expires }: DrillMark, component?: string): Record<string, string> {
  return { [drillLabel]: drill, [ownerLabel]: owner, [expiresLabel]: expires, ...(component === undefined ? {} : { [componentLabel]: component }) };
}

/** The engine's filter for everything of a drill. */
export function ofDrill({ drill, owner }: Pick<DrillMark, "drill" | "owner">): { label: string[] } {
  return { label: [`${drillLabel}=${drill}`, `${ownerLabel}=${owner}`] };
}

/** The engine's filter for everything of every drill of a register. */
export function ofOwner(owner: string): { label: string[] } {
  return { label: [drillLabel, `${ownerLabel}=${owner}`] };
}

/** The component that a container is, or the drill that something is of. */
export function readLabels(labels: Readonly<Record<string, string>> | undefined): { drill: string; component: string } {
  return { drill: labels?.[drillLabel] ?? "", component: labels?.[componentLabel] ?? "" };
}

/** The engine's filter for everything of every drill of anybody. */
export const ofAnybody: { label: string[] } = { label: [drillLabel, ownerLabel, expiresLabel] };

/** Whose something is, and until when; undefined for what is no drill's. */
export function readMark(labels: Readonly<Record<string, string>> | undefined): DrillMark | undefined {
  const [drill, owner, expires] = [labels?.[drillLabel], labels?.[ownerLabel], labels?.[expiresLabel]];
  return drill === undefined || owner === undefined || expires === undefined ? undefined : { drill, owner, expires };
}

/**
 * Is a container of this name the one that a drill made? Labels alone do not say so: a container of an image that somebody
 * committed from a drill's carries them too, but no two containers of an engine have one name.
 */
export function isDrillContainer(name: string | undefined, labels: Readonly<Record<string, string>> | undefined): boolean {
  const [drill, owner, component] = [labels?.[drillLabel], labels?.[ownerLabel], labels?.[componentLabel]];
  if (drill === undefined || owner === undefined || component === undefined) return false;
  return name?.replace(/^\//, "") === nameOf({ drill, owner }, component);
}

/** What an image is labelled with that was made of a drill's container and is no drill's. */
export const noDrill = `${drillLabel}="" ${componentLabel}=""`;

/** A name for something of a drill: `gameday-2026-11-21-hot-mysql-7f3a-2.api-1`. */
export function nameOf({ drill, owner }: Pick<DrillMark, "drill" | "owner">, part: string): string {
  return `gameday-${owner.slice(0, 4)}-${drill}.${part.replaceAll("/", "-")}`;
}
