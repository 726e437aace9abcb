/** How much could go wrong by an action, as the person who proposes it sees it. */
export type Risk = "low" | "medium" | "high";

/**
 * What an organisation may call bad practice; its profile says for each whether it is flagged
 * (`practices.rules`).
 */
export type Practice =
  /** A person changed the system, and no decision and no task of theirs covers it. */
  | "undecided-change"
  /** Two people changed the system within a minute. */
  | "crossed-changes"
  /** A task without a time box. */
  | "unboxed-task"
  /** A task without a named owner: "can someone …". */
  | "unowned-task"
  /** A time box ran out, and the task was neither done nor extended. */
  | "expired-box"
  /** A risky action was decided without asking for strong objections. */
  | "skipped-poll"
  /** The severity was still argued about long after the declaration. */
  | "severity-debate"
  /** A step of the SEV's type, or a public message, came before one that it must follow. */
  | "step-order";

/** What is flagged because of the rights of an organisation. */
export type Rights =
  /** A verb that others have the right to. */
  | "verb-right"
  /** A tool on the system that others have the right to. */
  | "tool-right"
  /** Someone acted who was said to be away. */
  | "acted-away";

/** What can be flagged. */
export type Flag = Practice | Rights;

/**
 * The commander's loop: what is known, what may be the cause, what is decided, who does it and
 * until when. Ids are short and never used again: `h1` a hypothesis, `p1` a proposal, `d1` a
 * decision, `t1` a task.
 */
export interface LoopEvents {
  "sizeup.given": { text: string };
  "hypothesis.suspected": { id: string; text: string };
  /** `evidence`: what in the backpack speaks for it. */
  "hypothesis.judged": {
    hypothesis: string;
    verdict: "confirmed" | "refuted";
    evidence?: string;
  };
  "action.proposed": { id: string; text: string; risk: Risk };
  /** Open for strong objections until `untilEx`, exercise milliseconds. */
  "poll.opened": { proposal: string; untilEx: number };
  "poll.closed": { proposal: string; objections: number };
  "objection.raised": { proposal: string; text: string };
  "decision.made": { id: string; text: string; proposal?: string };
  /** One owner, `to`, and a box that ends at `untilEx`, exercise milliseconds. */
  "task.assigned": { id: string; to: string; text: string; untilEx: number };
  "task.understood": { task: string };
  "task.done": { task: string; text: string };
  "task.extended": { task: string; untilEx: number };
  /** `times`: how many boxes of this task have run out by now. */
  "task.expired": { task: string; to: string; times: number };
  /** What is the case, what is being done, what is needed. */
  "can.reported": { condition: string; actions: string; needs: string };
  /** Something that the profile warns about: which rule, who, and what happened in words. */
  "practice.flagged": { rule: Flag; person: string; text: string };
}
