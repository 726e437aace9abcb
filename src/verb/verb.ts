/**
 * What an entry of the verb table says. Everything about a verb that is not code follows from it.
 */

/** What a value of an argument is: a duration is in ms; `data` is read by the verb itself. */
export type ArgumentKind = "text" | "severity" | "duration" | "data";

/** What a running drill has names for; a shell completes them. */
export type NameKind =
  | "role"
  | "person"
  | "evidence"
  | "severity"
  | "hypothesis"
  | "proposal"
  | "task"
  | "draft"
  | "inject"
  | "alert";

export interface Argument {
  readonly is: ArgumentKind;
  readonly required?: true;
  /** What `--help` and the command reference say about it. */
  readonly about: string;
  /** What it names, where it names something of the running drill. */
  readonly names?: NameKind;
  /** How it is typed: as a word (default), as a flag, as either, or only by programs. */
  readonly typed?: "word" | "flag" | "either" | "never";
}

/** The command of a verb, which is its name with spaces: `sev.ack` is `gameday sev ack`. */
export interface VerbCommand {
  /** For `--help`: an imperative and what it acts on. */
  readonly summary: string;
  readonly description?: string;
  /** Without `gameday`. The first one is also the hint when an argument is missing. */
  readonly examples: readonly [string, ...string[]];
  /** Its file in `src/commands/` is written by hand, because it does more than send the verb. */
  readonly ownFile?: true;
}

export interface Verb {
  /** In the order in which they are typed. */
  readonly args: Readonly<Record<string, Argument>>;
  /**
   * `response`: refused before the first page and after the end, and decided one after the other.
   * `always`: in every phase, and it waits for no other verb.
   */
  readonly when: "response" | "always";
  /** Allowed while a Test runs, where no one is on call. */
  readonly inTests: boolean;
  /**
   * Who may, where the profile does not say otherwise: roles by id. A verb with rights is about the
   * incident, and `incident/decide.ts` decides what it leads to.
   */
  readonly rights?: "anyone" | readonly string[];
  /** Missing for a verb that only programs use. */
  readonly command?: VerbCommand;
  /** Its line in docs/incident.md. */
  readonly effect?: string;
}
