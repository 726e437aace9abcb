import type { Verdict } from "../event/drill.ts";
import type { Summary } from "../metrics/summary.ts";
import type { Plan } from "../plan/plan.ts";

/** What is decided on beyond the verdict; the sentence is for people alone. */
export type FindingCode = "generator-saturated";

/** What a check says: one plain sentence with the figures in it. */
export interface Answer {
  readonly verdict: Verdict;
  readonly text: string;
  readonly code?: FindingCode;
  /** The tool is wrong: the run ends with the exit code of our own bugs. */
  readonly bug?: true;
}

export interface Finding extends Answer {
  /** The check's name, stable: `contained`. */
  readonly check: string;
  readonly title: string;
}

/** One question about a finished drill. One file per check; `index.ts` is the list. */
export interface Check {
  readonly name: string;
  /** For people, as a statement that should be true. */
  readonly title: string;
  /**
   * `ground`: without it the drill showed nothing, whatever else it saw, so its *unknown* makes the
   * whole unknown.
   * `question`: what the drill was held for. `aside`: worth failing for, never the answer.
   */
  readonly role: "ground" | "question" | "aside";
  /** Undefined when the check has nothing to say about this drill. */
  run(plan: Plan, summary: Summary): Answer | undefined;
}

export const pass = (text: string): Answer => ({ verdict: "pass", text });
export const fail = (text: string): Answer => ({ verdict: "fail", text });
export const bug = (text: string): Answer => ({ verdict: "unknown", text, bug: true });
export const unknown = (text: string, code?: FindingCode): Answer => ({
  verdict: "unknown",
  text,
  ...(code !== undefined && { code }),
});
