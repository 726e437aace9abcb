import { Args } from "@oclif/core";
import { GamedayCommand } from "../terminal/command.ts";
import { completionScript, shells } from "../terminal/completion/shell.ts";

export default class Completion extends GamedayCommand {
  static override summary = "Print the script that completes gameday commands in your shell.";
  static override description = `It completes commands, flags, and the names of what runs: drills, roles, people and evidence.
bash: add this line to ~/.bashrc:                       eval "$(gameday completion bash)"
zsh: add this line to ~/.zshrc, after compinit:         eval "$(gameday completion zsh)"
fish: run once: gameday completion fish > ~/.config/fish/completions/gameday.fish`;
  static override examples = [
    'eval "$(<%= config.bin %> completion bash)"',
    "<%= config.bin %> completion fish > ~/.config/fish/completions/gameday.fish",
  ];
  static override args = {
    shell: Args.string({ description: "your shell", options: [...shells], required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    const shell = shells.find((one) => one === args.shell) ?? "bash";
    const script = await completionScript(shell, [process.execPath, process.argv[1] ?? "gameday"]);
    process.stdout.write(`${script}\n`);
  }
}
