/**
 * Who is on call and when, as plain data. Dates and times are local to a time zone, because people
 * hand over by the clock on the wall; the instants follow from them.
 */
export interface Rotation {
  readonly id: string;
  /** What those on call are there for: a role by id. Of `imoc` there is exactly one at any time. */
  readonly role: string;
  /** The service that they are on call for; missing when it is all of them. */
  readonly service?: string;
  /** IANA name; overrides are in it. */
  readonly timeZone: string;
  /** Side by side: the people of all of them are on call. */
  readonly layers: readonly Layer[];
  /** Each replaces everyone while it lasts. */
  readonly overrides: readonly Override[];
}

/** People who take turns. */
export interface Layer {
  /** In the order of their turns. */
  readonly people: readonly [string, ...string[]];
  readonly everyDays: number;
  /** `HH:MM`, when one turn ends and the next begins. */
  readonly handover: string;
  /** `YYYY-MM-DD`, the day of the first handover; no one is on call before it. */
  readonly start: string;
  /** `YYYY-MM-DD`, the day of the last handover. */
  readonly until?: string;
  readonly timeZone: string;
  /** `HH:MM` to `HH:MM`, past midnight if the second is not the later one. */
  readonly hours?: { readonly from: string; readonly to: string };
  /** Days on which those hours begin: 1 is Monday, 7 is Sunday. */
  readonly days?: readonly number[];
}

export interface Override {
  /** `YYYY-MM-DDTHH:MM` */
  readonly from: string;
  readonly to: string;
  readonly who: string;
}

/** Whom a page reaches, worked out for one moment. */
export interface OnCall {
  readonly role: string;
  readonly service?: string;
  readonly people: readonly string[];
  /** Who is asked when they do not answer; missing when there is no one else. */
  readonly backup?: string;
  readonly team: readonly string[];
}

/** One person on call, in epoch milliseconds; `to` is not part of it. */
export interface Shift {
  readonly from: number;
  readonly to: number;
  readonly person: string;
  readonly override: boolean;
}
