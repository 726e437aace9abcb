import { Flags } from "@oclif/core";
import { openSql } from "../app/verb/sql.ts";
import { drillFlag, GamedayCommand } from "../terminal/command.ts";

export default class Sql extends GamedayCommand {
  static override summary = "Open a client on the drill's database, as the on-call user.";
  static override description =
    "With -e it runs one statement and prints tab-separated rows (default: the server's own command-line client).";
  static override examples = [
    "<%= config.bin %> sql",
    '<%= config.bin %> sql -e "SHOW FULL PROCESSLIST"',
    "<%= config.bin %> sql --as dba",
    "mysql --defaults-extra-file=<(<%= config.bin %> sql --login)",
  ];
  static override flags = {
    execute: Flags.string({ char: "e", description: "run this statement and exit" }),
    login: Flags.boolean({
      description: "print how other clients log in, as an options file",
      default: false,
      exclusive: ["execute"],
    }),
    as: Flags.string({ description: "account to log in with", default: "oncall" }),
    on: Flags.string({ description: "database to log in to, if there are several" }),
    drill: drillFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Sql);
    const code = await openSql({
      drill: flags.drill,
      on: flags.on,
      as: flags.as,
      execute: flags.execute,
      show: flags.login,
      json: flags.json,
      print: (text) => this.data(text),
      say: (text) => this.say(text),
    });
    process.exitCode = code;
  }
}
