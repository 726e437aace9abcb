/** The thread in which patterns are matched: one question, one answer. */
import { parentPort } from "node:worker_threads";
import { compilePattern, type PatternFlags } from "../kernel/pattern.ts";
import { messageOf } from "../kernel/message-of.ts";

export interface MatchRequest {
  readonly pattern: string;
  readonly texts: readonly string[];
  readonly flags: PatternFlags;
}
export type MatchAnswer =
  | { readonly found: readonly (string | undefined)[] }
  | { readonly wrong: string };

parentPort?.on("message", ({ pattern, texts, flags }: MatchRequest) =>
  parentPort?.postMessage(answer(pattern, texts, flags)),
);
parentPort?.postMessage("ready");

function answer(pattern: string, texts: readonly string[], flags: PatternFlags): MatchAnswer {
  try {
    return { found: texts.map(compilePattern(pattern, flags)) };
  } catch (error) {
    return { wrong: messageOf(error) };
  }
}
