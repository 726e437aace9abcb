import { Args, Flags } from "@oclif/core";
import { realClock } from "../register/real-clock.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class Oncall extends GamedayCommand {
  static override summary = "Show who is on call, or the shifts of the next weeks.";
  static override description =
    "From the rotations of the organisation file. Times are local to each rotation's time zone.";
  static override examples = [
    "<%= config.bin %> oncall",
    "<%= config.bin %> oncall --at 2026-12-24T09:00+01:00 --role imoc",
    "<%= config.bin %> oncall schedule --service api --weeks 8",
    "<%= config.bin %> oncall --json",
  ];
  static override args = {
    what: Args.string({
      description: "who is on call now, or the schedule",
      options: ["who", "schedule"],
      default: "who",
    }),
  };
  static override flags = {
    at: Flags.string({ description: "a moment (default: now)" }),
    role: Flags.string({ description: "only this role (default: all)" }),
    service: Flags.string({ description: "only this service (default: all)" }),
    weeks: Flags.integer({ description: "weeks of the schedule", default: 4, min: 1, max: 52 }),
    org: Flags.string({
      description:
        "an organisation file or a preset (default: gameday/org.yaml above this folder, gremlin)",
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Oncall);
    const { whoIsOnCall, onCallSchedule } = await import("../app/org/on-call.ts");
    const { onCallLines, scheduleLines } = await import("../terminal/on-call-lines.ts");
    const width = process.stdout.isTTY ? process.stdout.columns : 200;
    const wish = { org: flags.org, at: flags.at, role: flags.role, service: flags.service };
    const now = realClock.wallMs();
    const scheduled = args.what === "schedule";
    const shown = scheduled
      ? { answer: onCallSchedule(process.cwd(), wish, { now, weeks: flags.weeks }) }
      : { who: whoIsOnCall(process.cwd(), wish, now) };
    const found = shown.answer ?? shown.who;
    if (flags.json)
      return this.printJson({ type: scheduled ? "oncall.schedule" : "oncall", v: 1, ...found });
    if (found.rotations === 0) {
      this.say(`${found.organisation} (${found.why}) names no one: pages go to roles.`);
      return this.say("next    add rotations to gameday/org.yaml    gameday org show");
    }
    const lines =
      shown.answer === undefined
        ? onCallLines(shown.who.rows, width, this.out)
        : scheduleLines(shown.answer.rows, width, this.out);
    for (const line of lines) this.print(line);
    this.say(`next    gameday oncall ${scheduled ? "who" : "schedule"}`);
  }
}
