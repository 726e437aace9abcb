/** What an event must be like; every field that is given must fit. */
export interface EventPattern {
  /** Its type. A status update is a posted message too. */
  readonly event: string;
  /** Whom a message is for. */
  readonly audience?: string | undefined;
  /** The role that is assigned, released or paged. */
  readonly role?: string | undefined;
  /** The severity that is entered, or the direction in which it changes. */
  readonly severity?: number | "raised" | "lowered" | undefined;
  /** The state that the incident enters. */
  readonly state?: string | undefined;
  /** Its text has one of these in it, in upper or lower case. */
  readonly says?: readonly string[] | undefined;
}

/** What players are expected to do about an inject, or not to do. */
export interface Expectation extends EventPattern {
  /** It must not happen. */
  readonly never: boolean;
  /** Exercise milliseconds from the delivery on. */
  readonly withinMs: number;
  readonly weight: number;
}

export type InjectKind = "alert" | "message" | "phone-call" | "document" | "fault" | "person-away";

/** Something that the exercise brings in: the scenario's entry with its times as the drill has them. */
export interface PlannedInject {
  readonly kind: InjectKind;
  /** Who it comes from, a sort of person, and what they are called. */
  readonly from?: string | undefined;
  readonly name?: string | undefined;
  /** The roles that it is for; none: everyone. */
  readonly to: readonly string[];
  /** Only those that it is for see it. */
  readonly private: boolean;
  readonly title?: string | undefined;
  readonly text: string;
  /** What it counts from: the start, the fault, another inject, or the first event like this. */
  readonly after: string | EventPattern;
  readonly inMs: number;
  /** It is left out when this has happened by then. */
  readonly unless?: EventPattern | undefined;
  /** For `person-away`: a role or a name. */
  readonly person?: string | undefined;
  /** For the facilitator: the right answer, and what to know about it. */
  readonly answer?: string | undefined;
  readonly note?: string | undefined;
  readonly expect: readonly Expectation[];
}

/** What the exercise brings in from outside, and what players do about it. */
export interface InjectEvents {
  "inject.scheduled": { inject: string; plan: PlannedInject };
  "inject.held": { inject: string };
  "inject.released": { inject: string };
  "inject.skipped": { inject: string; why: string };
  "inject.delayed": { inject: string; byMs: number };
  "inject.delivered": {
    inject: string;
    kind: InjectKind;
    from?: string;
    name?: string;
    to: readonly string[];
    title?: string;
    text: string;
    /** Players are expected to say something. */
    asks?: true;
  };
  /** `expect`: which of its expectations is met; without it, the answer in `text`. */
  "inject.answered": { inject: string; text?: string; expect?: number };
  "inject.missed": { inject: string; expect: number };
}
