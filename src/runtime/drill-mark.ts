/**
 * What a drill writes on everything it makes: the drill, the register that knows it, and a secret
 * that is in its entry there. Nothing has all three by accident, neither a variable of the same
 * name nor a drill of the same id in another register.
 */
export interface DrillMark {
  readonly drill: string;
  /** The identity of the register that knows the drill: another one may give the same ids. */
  readonly owner: string;
  /**
   * The drill's own, random: a copy of a register has its identity, but not the secrets of drills
   * that began after it was copied.
   */
  readonly secret: string;
  /**
   * How long after a thing was made its drill cannot be running any more, by the clock of the
   * system that made it. Seconds.
   */
  readonly lastsS: number;
}

/**
 * A mark as it was read somewhere; undefined when it is not a valid one, and so belongs to no
 * drill.
 */
export function readDrillMark(
  drill: string | undefined,
  owner: string | undefined,
  secret: string | undefined,
  lasts: string | undefined,
): DrillMark | undefined {
  const whole =
    /^[A-Za-z0-9][\w.-]*$/.test(drill ?? "") &&
    [owner, secret].every((part) => /^[0-9a-f]+$/.test(part ?? "")) &&
    /^\d{1,9}$/.test(lasts ?? "");
  return whole
    ? { drill: drill ?? "", owner: owner ?? "", secret: secret ?? "", lastsS: Number(lasts) }
    : undefined;
}

/** Is it the same drill of the same register? */
export function sameMark(a: DrillMark, b: DrillMark): boolean {
  return a.drill === b.drill && a.owner === b.owner && a.secret === b.secret;
}

/** The mark of nothing: for looking at parts that no drill has yet. */
export const noMark: DrillMark = { drill: "", owner: "", secret: "", lastsS: 0 };
