import type { Organisation } from "../org/organisation.ts";
import type { Wizard } from "./wizard.ts";

/** What was given by flags, by their names. Lists hold `name=value`. */
export interface OrgFlags {
  readonly name?: string | undefined;
  readonly extends?: string | undefined;
  readonly "below-for"?: string | undefined;
  readonly mitigate?: readonly string[] | undefined;
  readonly service?: readonly string[] | undefined;
  readonly "on-call"?: string | undefined;
  readonly "time-zone"?: string | undefined;
  readonly every?: string | undefined;
  readonly handover?: string | undefined;
  readonly acknowledge?: string | undefined;
  readonly reader?: readonly string[] | undefined;
  readonly owner?: readonly string[] | undefined;
  readonly depends?: readonly string[] | undefined;
}

export interface OrgAsked {
  /** Undefined where no one can reply: every question has a default. */
  readonly wizard: Wizard | undefined;
  readonly flags: OrgFlags;
  readonly presets: readonly Organisation[];
  /** What is taken when nothing else is said. */
  readonly here: {
    readonly name: string;
    readonly user: string;
    readonly timeZone: string;
    readonly now: number;
  };
  say(text: string): void;
}
