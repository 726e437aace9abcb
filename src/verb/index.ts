/**
 * All verbs of a running drill: `gameday` and every other client, the drill, the rights of a
 * profile, the help and the docs take a verb from here.
 */
import type { Argument, Verb } from "./verb.ts";

const words = { is: "text", about: "in your words" } as const;
const whatHappened = { ...words, required: true } as const;
const openIncident = { when: "response", inTests: false } as const;

export const verbs = {
  "sev.declare": {
    ...openIncident,
    args: {
      level: {
        is: "severity",
        about: "severity (default: the profile's initial severity)",
        typed: "either",
      },
      text: { is: "text", required: true, about: "what users see" },
    },
    rights: "anyone",
    command: {
      summary: "Declare an incident. Anyone can.",
      description: "When the severity is not clear, take the worse one: it is the lower number.",
      examples: ['sev declare "the shop answers with errors"', 'sev declare 0 "checkout is down"'],
    },
    effect:
      "opens the incident: it gets a severity, a permanent name and a clock (default: the profile's initial severity)",
  },
  "sev.ack": {
    ...openIncident,
    args: { text: words },
    rights: ["imoc", "deputy"],
    command: { summary: "Acknowledge the page.", examples: ["sev ack", 'sev ack "on it"'] },
    effect:
      "acknowledges the pages sent to you; the person on call for command becomes incident commander",
  },
  "sev.assign": {
    ...openIncident,
    args: {
      role: { is: "text", required: true, about: "IMOC, TLOC, scribe, liaison, deputy" },
      to: { is: "text", required: true, about: "who" },
    },
    rights: ["imoc", "deputy"],
    command: { summary: "Assign a role to a person.", examples: ["sev assign scribe ana"] },
    effect:
      "assigns `imoc`, `tloc`, `scribe`, `liaison`, `deputy`, or the profile's title for a role",
  },
  "sev.escalate": {
    ...openIncident,
    args: {
      level: { is: "severity", required: true, about: "the new severity" },
      why: { is: "text", required: true, about: "the reason" },
    },
    rights: ["imoc", "deputy", "tloc"],
    command: {
      summary: "Change the severity of the incident.",
      examples: ['sev escalate 0 "both services are below their objective"'],
    },
    effect:
      "changes the severity. Raising it: the earlier of the two deadlines applies. Lowering it: the deadline stays",
  },
  "sev.update": {
    ...openIncident,
    args: {
      text: { is: "text", required: true, about: "what changed" },
      audience: { is: "text", about: "who it is for (default: all)", typed: "flag" },
    },
    rights: "anyone",
    command: {
      summary: "Post an update: what is known and what comes next.",
      examples: ['sev update "It is the API. Looking at which customer."'],
    },
    effect: "sends a status update",
  },
  "sev.diagnose": {
    ...openIncident,
    args: { text: words },
    rights: ["imoc", "tloc"],
    command: {
      summary: "Mark the incident as being investigated.",
      examples: ['sev diagnose "following the slow queries"'],
    },
    effect: "the cause is being looked for",
  },
  "sev.mitigating": {
    ...openIncident,
    args: { text: whatHappened },
    rights: ["imoc", "tloc"],
    command: {
      summary: "Mark a mitigation as in progress, or as in progress again.",
      examples: ['sev mitigating "blocking the customer"'],
    },
    effect: "a mitigation is in progress; also withdraws a claim that the incident is mitigated",
  },
  "sev.mitigated": {
    ...openIncident,
    args: { text: words },
    // Who fixes it says so; who commands keeps the company posted.
    rights: ["imoc", "tloc"],
    command: {
      summary: "Mark the incident as mitigated.",
      examples: ['sev mitigated "blocked the customer"'],
    },
    effect:
      "claims that service is restored; the observation period starts. Whether the target " +
      "was met depends on when service really was restored, not on this claim",
  },
  "sev.resolve": {
    ...openIncident,
    args: { text: words },
    rights: ["imoc", "tloc"],
    command: { summary: "Mark the incident as resolved.", examples: ["sev resolve"] },
    effect: "closes the incident, once the observation period is over",
  },
  "sev.false-alarm": {
    ...openIncident,
    args: { why: whatHappened },
    rights: ["imoc", "tloc"],
    command: {
      summary: "Call the incident off: no user is affected and none was.",
      examples: ['sev false-alarm "a broken probe"'],
    },
    effect: "closes the incident as a false alarm",
  },
  note: {
    when: "response",
    inTests: true,
    args: { text: { is: "text", required: true, about: "what you want to remember" } },
    rights: "anyone",
    command: {
      summary: "Write a line into the timeline.",
      examples: ['note "the dashboard for db is empty"'],
    },
    effect: "adds a line to the timeline",
  },
  prove: {
    when: "response",
    inTests: false,
    args: {
      evidence: { is: "text", about: "which question" },
      ask: { is: "data", about: "only ask for the question", typed: "never" },
      words: { is: "data", about: "the command, word by word", typed: "never" },
      artefact: { is: "data", about: "what ran, what it printed, how it ended", typed: "never" },
    },
    command: {
      ownFile: true,
      summary: "Put evidence into the backpack: run a command whose output proves it.",
      description:
        "Without arguments it lists the open questions. What counts is what the command " +
        "prints, not how it is written; one that only prints text given to it proves " +
        "nothing. It runs here, on your machine, never on the server.",
      examples: [
        'prove source -- gameday sql -e "SHOW FULL PROCESSLIST"',
        "prove",
        "prove who -- grep export reports/runs/2026-11-21-hot-mysql-7f3a/logs/api-1.log",
      ],
    },
    effect:
      "runs the command on your machine and judges its output; a command that only prints " +
      "text given to it is refused. Without arguments it lists the open questions and your " +
      "evidence",
  },
  hint: {
    when: "response",
    inTests: false,
    args: { about: { is: "text", about: "an evidence item (default: the next open one)" } },
    command: {
      summary: "Ask for a hint. It costs points.",
      examples: ["hint", "hint who"],
    },
    effect: "prints the next hint; each costs points",
  },
  say: {
    when: "response",
    inTests: false,
    args: {
      text: { is: "text", required: true, about: "the message" },
      channel: { is: "text", about: "where it is posted (default: the profile's first channel)" },
    },
  },
  pause: {
    when: "always",
    inTests: false,
    args: { reason: { is: "text", about: "why, for the timeline" } },
    command: {
      summary: "Pause a drill: load, clock and stack.",
      description: `For a drill that people play: a break, a question, a fire alarm. Deadlines, reminders and impact stop
too. It resumes with unpause, or automatically when its pauses add up to ten minutes.`,
      examples: ["pause", 'pause "the room is needed for five minutes"'],
    },
    effect:
      "pauses the drill: load, then clock, then stack. Targets and impact stop too. A drill can be paused for ten minutes in total, then it resumes on its own",
  },
  unpause: {
    when: "always",
    inTests: false,
    args: {},
    command: {
      summary: "Resume a paused drill.",
      description: "The seconds in which the stack wakes up are left out of every measurement.",
      examples: ["unpause"],
    },
    effect: "resumes the drill, in the reverse order",
  },
  status: {
    when: "always",
    inTests: true,
    args: {},
    effect: "shows what is true now; works at any time",
  },
  stop: {
    when: "always",
    inTests: true,
    args: { reason: { is: "text", about: "why, for the journal", typed: "never" } },
    effect: "stops the drill and undoes everything it broke; works at any time",
  },
  "tool.used": {
    when: "response",
    inTests: true,
    args: {
      tool: { is: "text", required: true, about: "sql, http, kill-loop or log" },
      summary: { is: "text", required: true, about: "what was done with it" },
      statement: { is: "text", about: "the statement, where it was one" },
      target: { is: "text", about: "the component" },
      detail: { is: "text", about: "more about it" },
    },
  },
  where: {
    when: "always",
    inTests: true,
    args: {
      component: { is: "text", required: true, about: "the component" },
      account: { is: "text", about: "whose password" },
    },
  },
} as const satisfies Readonly<Record<string, Verb>>;

export type VerbName = keyof typeof verbs;

/** Every verb that a drill understands. */
export const verbNames = Object.keys(verbs) as readonly VerbName[];

/** An entry as its interface has it: what is optional may be asked for. */
export function verbOf(name: VerbName): Verb {
  return verbs[name];
}

export function isVerb(name: string): name is VerbName {
  return Object.hasOwn(verbs, name);
}

type ValueOf<A extends Argument> = { text: string; severity: number; data: unknown }[A["is"]];
type RequiredNames<A> = { [K in keyof A]: A[K] extends { required: true } ? K : never }[keyof A];

/** The arguments of a verb, as they have been read. */
export type ArgsOf<V extends VerbName> = ValuesOf<(typeof verbs)[V]["args"]>;

type ValuesOf<A extends Readonly<Record<string, Argument>>> = {
  readonly [K in RequiredNames<A>]: ValueOf<A[K]>;
} & { readonly [K in Exclude<keyof A, RequiredNames<A>>]?: ValueOf<A[K]> };

type NameWithRights = {
  [V in VerbName]: (typeof verbs)[V] extends { rights: unknown } ? V : never;
}[VerbName];
type Short<V extends string> = V extends `sev.${infer S}` ? S : V;

/** A verb that is about the incident, as profiles and texts call it: "ack" of `sev.ack`. */
export type IncidentVerb = Short<NameWithRights>;

/** A verb about the drill itself. */
export type DrillVerb = Exclude<VerbName, NameWithRights>;

export function isIncidentVerb(name: VerbName): name is NameWithRights {
  return verbOf(name).rights !== undefined;
}

/** What a person, a bot or a scripted player may ask of an incident. */
export type Command = {
  [V in NameWithRights]: { readonly do: Short<V> } & ArgsOf<V>;
}[NameWithRights];

const rights = Object.fromEntries(
  verbNames.filter(isIncidentVerb).map((name) => [shortName(name), verbs[name].rights]),
) as Readonly<Record<IncidentVerb, NonNullable<Verb["rights"]>>>;

export const incidentVerbs = Object.keys(rights) as readonly IncidentVerb[];

/** Who may, where the profile does not say otherwise. */
export function defaultRights(verb: IncidentVerb): NonNullable<Verb["rights"]> {
  return rights[verb];
}

/** "ack" of `sev.ack`. */
export function shortName(name: string): string {
  return name.replace(/^sev\./, "");
}
