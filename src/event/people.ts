/** Who is here, and who hands what over to whom. Roles are given by `incident.assigned`. */
export interface PeopleEvents {
  /**
   * `as`: with a seat of their own (`seat`), as the user whom the control socket trusts (`user`),
   * as the scripted player (`script`), or as a bot that stands in for someone missing (`bot`).
   * `roles`: those that they have while no one else has them.
   */
  "person.joined": {
    person: string;
    as: "seat" | "user" | "script" | "bot";
    roles?: readonly string[];
  };
  "person.left": { person: string };
  "person.away": { person: string; why: string };
  "person.back": { person: string };
  "role.released": { role: string; from: string; service?: string };
  /** `brief`: what the next holder must know, from the journal. */
  "handoff.offered": { role: string; from: string; to: string; service?: string; brief: Brief };
  "handoff.accepted": { role: string; from: string; to: string };
  "handoff.declined": { role: string; from: string; to: string; why: string };
}

/** What someone who takes over a role must know, as far as the players know it. */
export interface Brief {
  /** "SEV 1 Fast Frog: mitigating"; null while no incident is declared. */
  readonly incident: string | null;
  /** What users see: what was declared, and the last update. */
  readonly impact: readonly string[];
  readonly hypotheses: readonly string[];
  readonly evidence: readonly string[];
  readonly tried: readonly string[];
  /** Tasks whose box is running, with their owner. Exercise milliseconds. */
  readonly boxes: readonly {
    readonly to: string;
    readonly text: string;
    readonly untilEx: number;
  }[];
  /** What was proposed and is not decided. */
  readonly pending: readonly string[];
  /** When the next update is due; null where none is. Exercise milliseconds. */
  readonly nextUpdateEx: number | null;
  readonly roster: readonly string[];
}
