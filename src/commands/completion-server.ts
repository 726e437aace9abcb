import { liveNames } from "../app/verb/live-names.ts";
import { GamedayCommand } from "../terminal/command.ts";
import { completionOf, type Completion } from "../terminal/completion/candidates.ts";
import { answerShell } from "../terminal/completion/shell.ts";

/** Asked by the script of `gameday completion`, with the words typed so far. */
export default class CompletionServer extends GamedayCommand {
  static override hidden = true;
  static override strict = false;
  static override summary = "Answer the shell that completes a command line.";

  async run(): Promise<void> {
    // Words that a person is typing are no flags of this command.
    const words = process.argv.slice(process.argv.indexOf("--") + 2);
    const at = Number(process.env["COMP_CWORD"] ?? words.length);
    const typed = [...words, ""].slice(0, Math.max(1, at));
    const completion = completionOf(typed, this.config.commands);
    answerShell(await candidates(completion, typed));
  }
}

async function candidates(
  completion: Completion,
  words: readonly string[],
): Promise<readonly { readonly name: string }[] | undefined> {
  if (completion.is === "files") return undefined;
  if (completion.is === "candidates") return completion.all;
  const drill = words.indexOf("--drill");
  const names = await liveNames(
    completion.kind,
    drill === -1 ? process.env["GAMEDAY_DRILL_ID"] : words[drill + 1],
  );
  return names.map((name) => ({ name }));
}
