export type Phase = "up" | "steady" | "break" | "respond" | "heal" | "over";

export type Verdict = "pass" | "fail" | "unknown";

/** The drill's own life. */
export interface DrillEvents {
  "drill.planned": {
    drill: string;
    scenario: string;
    variant?: string;
    title: string;
    kind: "Drill" | "Test";
    scenarioVersion: number;
    digest: string;
    seed: string;
    runtime: string;
    runtimeWhy: string;
    timeScale: number;
    profile: string;
    /** Why this one. */
    profileWhy?: string;
    player: string;
    gameday: string;
    rerunOf?: { drill?: string; corrective: string };
    blind?: true;
    host: { cpus: number; memoryMiB: number; platform: string; node: string };
  };
  "plan.resolved": {
    values: Record<string, number | string | boolean>;
    flows: Record<string, number>;
  };
  "drill.phase": { phase: Phase };
  "drill.note": { text: string };
  /** Exercise time stops here. `why`: what was said about it; may be empty. */
  "drill.paused": { why: string };
  /** `pausedMs`: in real time; null where an old journal does not say. */
  "drill.resumed": { pausedMs: number | null };
  /** `judged`: the exercise seconds [from, to) that a Test's gate looked at. */
  "gate.checked": {
    gate: "baseline" | "mustBreak" | "mustHold" | "baseline-again";
    met: boolean;
    detail: string;
    judged?: { readonly fromSecond: number; readonly toSecond: number };
  };
  /**
   * `why`: what ended the play. `real-emergency`: something outside of the exercise; `aborted`: an abort condition of the scenario; `watchdog`: its
   * command was gone or silent.
   */
  "drill.ended": {
    why:
      | "resolved"
      | "limit"
      | "held"
      | "gate"
      | "interrupted"
      | "stopped"
      | "real-emergency"
      | "error"
      | "decided"
      | "aborted"
      | "watchdog";
    detail: string;
    verdict?: "fail";
  };
}
