import type { LiveState } from "./live-state.ts";

/** The commands that make sense now, most useful first; what to wait for where there are none. */
export function nextStep(state: LiveState): string {
  if (state.paused) return "gameday unpause   the drill is paused: clock, load and stack";
  if (state.phase === "up")
    return "wait: starting the stack   Ctrl-C stops the drill and cleans up";
  if (state.phase === "heal") return "wait: undoing faults and cleaning up";
  if (state.test) return "watch: it ends by itself   Ctrl-C stops the drill and cleans up";
  const sql = state.simulated ? "" : "gameday sql   ";
  switch (state.incident) {
    case "none":
      return "watch: you are on call and will be paged   Ctrl-C stops the drill and cleans up";
    case "observed":
      return `gameday sev declare "…"   ${sql}gameday hint`;
    case "declared":
      return `gameday prove   gameday sev update "…"   ${sql}gameday hint`;
    case "mitigated":
    case "monitoring":
      return "once the service has stayed healthy for a while: gameday sev resolve";
    case "acknowledged":
    case "mobilised":
    case "diagnosing":
    case "mitigating":
    case "reopened":
      return 'gameday prove   gameday sev update "…"   gameday sev mitigated   gameday hint';
    case "false-alarm":
      return `if users are affected after all: gameday sev declare${state.level === undefined ? "" : ` ${state.level}`} "…"`;
    case "resolved":
    case "reviewing":
    case "verified":
    case "closed":
    case "merged":
      return "wait: the drill is ending";
    default:
      return state.incident satisfies never;
  }
}
