/** Something a person did with a tool, as far as the drill saw it. */
export interface Artefact {
  readonly command: string;
  /** What it printed, cut at 16 KiB. */
  readonly output: string;
  readonly exit: number;
}

/** What players do, prove and are helped with. */
export interface PlayEvents {
  /** `unsourced`: nothing in its command is known to look at the system. */
  "evidence.proved": {
    evidence: string;
    statement: string;
    artefact: Artefact;
    how: string;
    unsourced?: true;
    /** Answered by what monitoring had recorded in this event. */
    recorded?: number;
  };
  "evidence.refused": { evidence: string; why: string; artefact: Artefact };
  /** What would prove it was tried on the healthy system. */
  "evidence.rehearsed": { evidence: string; proves: boolean; how: string };
  /**
   * What was done since has made its proof impossible; `recorded`: the event that shows what there
   * was to see before.
   */
  "evidence.retired": { evidence: string; mitigation: string; recorded?: number };
  "hint.given": { about: string; text: string; cost: number };
  "note.added": { text: string };
  /** A tool of ours was used: `gameday sql`, a scripted player's request. */
  "tool.used": { tool: "sql" | "http" | "kill-loop" | "log"; summary: string; detail?: string };
  "verb.refused": { verb: string; why: string };
}
