import { Args } from "@oclif/core";
import { mail } from "../app/verb/mail.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";
import { verbHelp } from "../terminal/verb-command.ts";

const help = verbHelp("mail");

export default class Mail extends GamedayCommand {
  static override summary = help.summary;
  static override description = help.description;
  static override examples = [...help.examples];
  static override args = {
    mailbox: Args.string({ description: "which one (default: list all)" }),
  };
  static override flags = { drill: drillFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Mail);
    this.answer(await mail(args.mailbox, flags.drill), flags.json);
  }
}
