import { Args, Flags, type Interfaces } from "@oclif/core";
import type { PreparedRun } from "../app/run/prepare.ts";
import { findPaths } from "../register/paths.ts";
import { GamedayError } from "../kernel/error.ts";
import { GamedayCommand } from "../terminal/command.ts";
import { checkSimulated, isSimulated, simulatedLine, stageFlags } from "../terminal/stage-flags.ts";
import { withSteps } from "../terminal/steps.ts";

export default class Run extends GamedayCommand {
  static override summary = "Run a drill or a Test.";
  static override description = `By default it picks a random incident. You are on call as TLOC; a bot is the incident commander.
Anything that restores the service counts.

EXIT CODES
  0 pass   1 fail   2 unknown   64 bad usage or scenario   69 environment not ready   70 a bug in Gameday

  75 a fault may still be active   129/130/143 interrupted, healed`;
  static override examples = [
    "<%= config.bin %> run hot-mysql",
    "<%= config.bin %> run hot-mysql --autopilot",
    "<%= config.bin %> run hot-mysql --dry-run",
    "<%= config.bin %> run region-failure --variant gray",
    "<%= config.bin %> run hot-mysql --rerun index",
    "<%= config.bin %> run hot-mysql --notify",
    "<%= config.bin %> run ./gameday/first.yaml --ci",
  ];
  static override args = {
    scenario: Args.string({ description: "a shipped scenario's name, or a file" }),
  };
  static override flags = {
    autopilot: Flags.boolean({
      description: "let a scripted player solve it, as an experienced person would",
      default: false,
    }),
    player: Flags.string({
      description: "scripted player to run",
      options: ["perfect", "wrong", "idle"],
    }),
    mitigation: Flags.string({
      description: "mitigation that the scripted player uses; may be repeated",
      multiple: true,
    }),
    rerun: Flags.string({
      description: "repeat the fault with this corrective action in place, as a Test",
    }),
    of: Flags.string({
      description: "the drill whose fix --rerun tests (default: the newest drill of that scenario)",
      dependsOn: ["rerun"],
    }),
    org: Flags.string({
      description:
        "how incidents are run: an organisation file or a preset (default: the scenario's profile, gameday/org.yaml above this folder, gremlin)",
    }),
    variant: Flags.string({
      description: "variant of the scenario (default: the first; also: run NAME/VARIANT)",
    }),
    set: Flags.string({ description: "a parameter, name=value; may be repeated", multiple: true }),
    seed: Flags.string({ description: "random seed (default: generated)", env: "GAMEDAY_SEED" }),
    ...stageFlags,
    proxy: Flags.string({
      description:
        "the proxy server of the links: embedded, toxiproxy (the original, from PATH or the cache) or its path (default: embedded)",
      env: "GAMEDAY_TOXIPROXY",
    }),
    "time-scale": Flags.string({
      description:
        "divides targets, cadences and breach timers, never measurements; 6 makes 15 m into 2 m 30 s",
      default: "1",
    }),
    notify: Flags.boolean({
      description:
        "send what reaches the drill's mailboxes to the real targets of your organisation too",
      default: false,
    }),
    "dry-run": Flags.boolean({
      description: "print the plan, answers included, and touch nothing",
      default: false,
    }),
    ci: Flags.boolean({
      description:
        "plain lines, no questions, everything shown; a Drill is played by the perfect player unless --player names another",
      default: false,
    }),
    truth: Flags.boolean({ description: "show the truth that players do not see", default: false }),
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(Run);
    checkSimulated(flags.runtime, raw);
    const ci = flags.ci ? await import("../app/report/ci.ts") : undefined;
    const prepared = await this.prepare(args.scenario, flags).catch((error: unknown) => {
      for (const line of ci?.tellCiOfError(process.env, error) ?? []) this.mark(line, flags.json);
      throw error;
    });
    if (flags["dry-run"]) return this.dryRun(prepared, flags.json);
    this.warnings(prepared.warnings);
    const { showRun } = await import("../terminal/show-run.ts");
    const open = flags.truth || flags.ci || prepared.scripted;
    const show = showRun({
      plan: prepared.plan,
      profileWhy: prepared.request.profileWhy,
      truth: open,
      json: flags.json,
      blind: prepared.blind,
      style: flags.json ? this.err : this.out,
      plain: flags.ci,
    });
    const { runDrill } = await import("../app/run/drill.ts");
    const result = await runDrill({ ...prepared.request, watch: show }).finally(() => show.close());
    if (flags.json) this.printJson(result.line);
    else show.end(result);
    const { loaded, plan } = prepared.request;
    for (const line of ci?.tellCi(process.env, { ...result, plan, scenario: loaded }) ?? [])
      this.mark(line, flags.json);
    if (isSimulated(plan.runtime)) this.mark(simulatedLine, flags.json);
    // The result is the last line of --json, whatever happened once the drill had begun.
    if (result.error !== undefined && !flags.json) throw result.error;
    this.trouble(result.error);
    this.leave(result.exit);
  }

  private async prepare(scenario: string | undefined, flags: RunFlags): Promise<PreparedRun> {
    const { prepareRun } = await import("../app/run/prepare.ts");
    const paths = findPaths(process.env, process.cwd());
    const ask = flags.json || flags.ci ? undefined : await this.consent();
    const wish = {
      scenario,
      variant: flags.variant,
      seed: flags.seed,
      runtime: flags.runtime,
      timeScale: flags["time-scale"],
      load: flags.load,
      proxy: flags.proxy,
      params: flags.set ?? [],
      player: flags.player ?? (flags.autopilot || flags.ci ? "perfect" : undefined),
      mitigations: flags.mitigation,
      rerun: flags.rerun,
      of: flags.of,
      org: flags.org,
      notify: flags.notify,
      reproducible: flags.ci,
      allowTargets: flags["allow-target"] ?? [],
      allowImages: flags["allow-image"] ?? [],
      allowRemoteEngine: flags["allow-remote-engine"],
      trust: { given: flags.trust, ask },
    };
    return flags["dry-run"]
      ? prepareRun(paths, process.cwd(), wish)
      : withSteps((onStep) => prepareRun(paths, process.cwd(), wish, onStep));
  }

  private dryRun(prepared: PreparedRun, json: boolean): void {
    if (prepared.blind)
      throw new GamedayError(
        "GD-C001",
        "the plan of a drill that is picked blind would give it away",
        {
          hint: "gameday scenario list shows what can be drilled; gameday run hot-mysql --dry-run prints a plan",
        },
      );
    if (json) this.printJson(prepared.plan);
    else for (const line of prepared.describe()) this.print(line);
  }

  /**
   * The only text that a CI may take for a command of its own. It reads both streams; with --json
   * stdout is for data alone.
   */
  private mark(line: string, json: boolean): void {
    (json ? process.stderr : process.stdout).write(`${line}\n`);
  }
}

type RunFlags = Interfaces.InferredFlags<typeof Run.flags & typeof GamedayCommand.baseFlags>;
