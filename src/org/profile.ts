import type { Practice } from "../event/loop.ts";
import type { SevType } from "../kernel/sev-type.ts";
import { defaultRights, type IncidentVerb } from "../verb/index.ts";
import type { Verb } from "../verb/verb.ts";

/**
 * How one organisation runs incidents, as data: severities, targets, rights, cadences, whom to
 * notify. The sources disagree, so nothing of this is in code. All durations are unscaled
 * milliseconds; `--time-scale` divides them where they are used.
 */
export interface Severity {
  /** As people say it: the 1 of "SEV 1". */
  readonly id: number;
  /** 0 is the worst. Ids of different profiles have no common base; ranks do. */
  readonly rank: number;
  readonly label: string;
  readonly description: string;
  /** What makes it this severity: any one of them. */
  readonly when: readonly SeverityPredicate[];
  /** From entering the level to mitigated; null where the profile sets none. */
  readonly targetMs: number | null;
  /** Channels and mailboxes notified when the severity is entered. */
  readonly notify: readonly string[];
  /** The longest silence for each audience; one that is missing is promised nothing. */
  readonly updateEveryMs: { readonly [A in Audience]?: number | undefined };
  /** Roles that must be filled before the crew counts as complete. */
  readonly minCrew: readonly string[];
  /** How soon after the incident its review is due; undefined: no rule. */
  readonly reviewDue?: ReviewDue | undefined;
}

/** Business days are Monday to Friday. */
export interface ReviewDue {
  readonly days: number;
  readonly of: "calendar" | "business";
}

export const audiences = ["internal", "executive", "customer", "status-page"] as const;
export type Audience = (typeof audiences)[number];

export const duties = ["decide", "document", "communicate", "resolve"] as const;
export type Duty = (typeof duties)[number];

export const dataCopies = ["customer", "primary-backup", "secondary-backup"] as const;
export type DataCopy = (typeof dataCopies)[number];

/** One condition that the tool can check, from what a drill measures. */
export type SeverityPredicate =
  | {
      /** A service by name, any one, or all of them. */
      readonly service: string;
      readonly below: "objective";
      readonly forMs: number;
    }
  | { readonly dataLost: DataCopy }
  | { readonly redundancy: number }
  | { readonly usersAffected: { readonly above: number } }
  | { readonly exposedRecords: { readonly above: number } };

/** What the type of a SEV changes in how it is run. */
export interface TypeRules {
  readonly label: string;
  readonly description: string;
  /** The title is the code name: no severity before it, no service in it. */
  readonly codeNameOnly: boolean;
  /** Only those on the roster see what happens in it. */
  readonly needToKnow: boolean;
  /** The step before which nothing is posted in public. */
  readonly noPublicBefore: string | undefined;
  /** What is done first, in this order. */
  readonly steps: readonly { readonly id: string; readonly text: string }[];
}

export type PracticeMode = "off" | "warn" | "block";

/** Whom a page goes to, one after the other: who is on call, the next in turn, everyone. */
export const pageSteps = ["on-call", "backup", "team"] as const;
export type PageStep = (typeof pageSteps)[number];

export interface PagingRules {
  /** Those of a step are asked again this often; null for never. */
  readonly renotifyEveryMs: number | null;
  readonly renotifyTimes: number;
  readonly steps: readonly PageStep[];
}

export interface MessageRules {
  /** Where a message to an audience arrives. */
  readonly mailboxes: { readonly [A in Audience]?: readonly string[] | undefined };
  /** Audiences whose messages are approved before they are posted. */
  readonly approval: readonly Audience[];
  /** The second message to users, which says what is affected, is due so long after the first. */
  readonly scopeMs: number | null;
  /** When a silence is noticed, in shares of the cadence: 1 and 1.5 times. */
  readonly remindAt: readonly number[];
}

export interface Profile {
  readonly id: string;
  readonly title: string;
  /** Worst first. */
  readonly severities: readonly Severity[];
  /** The severity to start with when nothing is known yet. */
  readonly startLevel: number;
  readonly types: Readonly<Record<SevType, TypeRules>>;
  /** How long a page may wait before the next in the chain is paged. */
  readonly ackMs: number;
  /** Role ids with the title that this profile gives them. */
  readonly roles: Readonly<Record<string, string>>;
  /** What each role is there for; a role without an entry has no duty of its own. */
  readonly duties: Readonly<Record<string, readonly Duty[]>>;
  /** The roles, by id, in which the people on call and the bots of a drill come. */
  readonly onCall: { readonly responder: string; readonly commander: string };
  readonly rights: {
    /** `warn` lets it happen and says so; `block` refuses. */
    readonly mode: "off" | "warn" | "block";
    /** Only what differs from the rights that a verb has by itself. */
    readonly who: Readonly<Partial<Record<IncidentVerb, NonNullable<Verb["rights"]>>>>;
    /** Who may use SQL and HTTP on the system, and prove. */
    readonly tools: NonNullable<Verb["rights"]>;
  };
  readonly cadence: {
    /** First message to users after declaring. */
    readonly firstUpdateMs: number;
    /** Shares of the time to mitigate at which the rest is called out. */
    readonly targetMarks: readonly number[];
    /** The deputy's elapsed-time call-out. */
    readonly callOutEveryMs: number;
    readonly callOutTimes: number;
    /** The command must be taken. */
    readonly noLeadEveryMs: number;
    readonly noLeadTimes: number;
    /** No role but the command is filled. */
    readonly noRolesMs: number;
  };
  /** What is flagged as bad practice. */
  readonly practices: {
    /** `warn` flags it; `block` also refuses it where it begins with a verb. */
    readonly rules: Readonly<Record<Practice, PracticeMode>>;
    /** No rule is applied while fewer people than this take part; bots do not count. */
    readonly fromPeople: number;
  };
  readonly timers: {
    /** The box of a task that is given none. */
    readonly taskMs: number;
    /** How long a poll waits for strong objections. */
    readonly pollMs: number;
    /** For so long a decision covers changes to the system. */
    readonly decidedMs: number;
    /** Changes of two people within this time are flagged. */
    readonly crossedMs: number;
    /** So long after the declaration the severity is settled. */
    readonly severityMs: number;
    /** After so many boxes of one task have run out, someone who knows more should be paged. */
    readonly missedBoxes: number;
    /** How much later an inject comes that is delayed; never scaled, as a delay that is typed. */
    readonly injectDelayMs: number;
  };
  /** How messages are approved, where they arrive, and what people are reminded of. */
  readonly messages: MessageRules;
  /** How a page without an acknowledgement goes on; after how long is `ackMs`. */
  readonly paging: PagingRules;
  /** Points of a score of 100, and what a hint or a wrong turn takes away. */
  readonly scoring: {
    readonly contained: number;
    readonly evidence: number;
    readonly process: number;
    readonly hint: number;
    readonly wrongTurn: number;
    readonly premature: number;
  };
}

/** The severity with this number, if the profile has it. */
export function severityOf(profile: Profile, level: number | undefined): Severity | undefined {
  return profile.severities.find(({ id }) => id === level);
}

/** What a profile calls a severity: `SEV 1`, `SEV-1`. */
export function labelOf(profile: Profile, level: number): string {
  return severityOf(profile, level)?.label ?? `SEV ${level}`;
}

/** The role that should not be the same person's. */
export function counterpart(role: string): string | undefined {
  if (role === "imoc") return "tloc";
  return role === "tloc" ? "imoc" : undefined;
}

/** Roles that every drill has beside those of the organisation, by id with their titles. */
const generalRoles: Readonly<Record<string, string>> = {
  executive: "Executive",
  facilitator: "Facilitator",
  evaluator: "Evaluator",
  observer: "Observer",
};

/** All roles of a drill by id, with the organisation's titles. */
export function allRoles(profile: Profile): Readonly<Record<string, string>> {
  return { ...profile.roles, ...generalRoles, ...profile.roles };
}

/** The role that a word means here: an id, or the profile's title for it. */
export function roleOf(profile: Profile, word: string): string | undefined {
  const plain = word.trim().toLowerCase();
  return Object.entries(allRoles(profile)).find(
    ([id, title]) => id === plain || title.toLowerCase() === plain,
  )?.[0];
}

/** Who may: "anyone", or the roles of this organisation that have the right. */
export function rightsOf(profile: Profile, verb: IncidentVerb): "anyone" | readonly string[] {
  const own = profile.rights.who[verb];
  if (own !== undefined) return own;
  const usual = defaultRights(verb);
  return usual === "anyone" ? usual : usual.filter((role) => Object.hasOwn(profile.roles, role));
}
