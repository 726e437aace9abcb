/** Something that an audit holds against a pass. */
export interface Objection {
  /** `not`: no pass may rest on it. `cannot-tell`: it was not possible to check. */
  readonly weight: "not" | "cannot-tell";
  /** One sentence with the figures in it. */
  readonly text: string;
  /** The exercise second and the SLI that it is about, where it is about one. */
  readonly second?: number;
  readonly sli?: string;
}

/** An objection that forbids a pass. */
export const not = (text: string, at: Pick<Objection, "second" | "sli"> = {}): Objection => ({
  weight: "not",
  text,
  ...at,
});

/** An objection that leaves it open. */
export const cannotTell = (
  text: string,
  at: Pick<Objection, "second" | "sli"> = {},
): Objection => ({ weight: "cannot-tell", text, ...at });
