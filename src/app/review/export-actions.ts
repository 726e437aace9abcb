import { writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { GamedayError } from "../../kernel/error.ts";
import { messageOf } from "../../kernel/message-of.ts";
import { shellWord } from "../../kernel/shell-words.ts";
import type { Paths } from "../../register/paths.ts";
import { exported, isForTracker, type ExportFormat } from "../../review/export/export.ts";
import { listActions, type ActionFilter } from "./actions.ts";

export interface ExportWish extends ActionFilter {
  readonly format: string;
  readonly out?: string | undefined;
}

export interface Exported {
  readonly text: string;
  /** Absolute; undefined when it is printed. */
  readonly file: string | undefined;
  readonly count: number;
  /** Those that are not open, which a tracker has no use for. */
  readonly left: number;
  readonly skipped: readonly GamedayError[];
  /** How the file is imported, where that is a command. */
  readonly next: string | undefined;
}

/** Corrective actions as the text of a file, written when there is a name for it. */
export function exportActions(paths: Paths, cwd: string, wish: ExportWish): Exported {
  // The flag offers nothing else.
  const format = wish.format as ExportFormat;
  const { actions, skipped } = listActions(paths, wish);
  const wanted = isForTracker(format) ? actions.filter(({ status }) => status === "open") : actions;
  const text = exported(format, wanted);
  const file = wish.out === undefined ? undefined : resolve(cwd, wish.out);
  if (file !== undefined) write(file, text);
  return {
    text,
    file,
    count: wanted.length,
    left: actions.length - wanted.length,
    skipped,
    next:
      format === "github" && file !== undefined ? importCommand(relative(cwd, file)) : undefined,
  };
}

const importCommand = (file: string): string =>
  `while IFS= read -r issue; do printf '%s' "$issue" | gh api 'repos/{owner}/{repo}/issues' --input -; done < ${shellWord(file)}`;

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new GamedayError("GD-E006", `cannot write ${file}: ${messageOf(error)}`, {
      hint: "check the folder and its permissions, then try again",
      cause: error,
    });
  }
}
