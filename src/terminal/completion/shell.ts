import tabtab from "@pnpm/tabtab";
import type { Candidate } from "./candidates.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** The script that makes a shell ask `completer` for what follows `gameday`. */
export function completionScript(shell: Shell, completer: readonly string[]): Promise<string> {
  return tabtab.getCompletionScript({
    name: "gameday",
    completer: completer.map(quoted).join(" "),
    shell,
  });
}

/** Lines for the shell that asks; undefined stands for files. */
export function answerShell(candidates: readonly Candidate[] | undefined): void {
  if (candidates === undefined) return tabtab.logFiles();
  tabtab.log([...candidates], tabtab.getShellFromEnv(process.env));
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
