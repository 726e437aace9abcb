import type { DeclaredState } from "../event/incident.ts";

/** A declared state as people say it. */
export function stateWords(state: DeclaredState): string {
  switch (state) {
    case "observed":
      return "alert seen";
    case "false-alarm":
      return "false alarm";
    case "reviewing":
      return "in review";
    default:
      return state;
  }
}

/** A declared state inside a sentence: "is mitigated", "is a false alarm". */
export function stateInSentence(state: DeclaredState | "none"): string {
  if (state === "none") return "not declared";
  return state === "false-alarm" ? "a false alarm" : stateWords(state);
}
