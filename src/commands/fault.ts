import { randomInt } from "node:crypto";
import { relative } from "node:path";
import { Args, Flags } from "@oclif/core";
import { faultList, parameterFlags } from "../app/fault/flags.ts";
import { findPaths } from "../register/paths.ts";
import { newSeed } from "../kernel/id.ts";
import { GamedayCommand } from "../terminal/command.ts";
import { lineOf, noScenario } from "../terminal/line.ts";

/** Every parameter that some fault takes; which of them takes which is said when it is wrong. */
const parameters = Object.fromEntries(
  Object.entries(parameterFlags()).map(([name, description]) => [
    name,
    Flags.string({ description, helpGroup: "PARAMETERS" }),
  ]),
);

export default class Fault extends GamedayCommand {
  static override summary = "Break one link, without a scenario.";
  static override description = `Point your client at --listen instead of --upstream. At the end of --for the fault is over and
forwarding goes on until Ctrl-C, so that healing is never an outage. TCP only.

Faults:
${faultList()}

EXIT CODES
  0 it worked and is over   2 it could not be verified   64 bad usage   69 environment not ready
  75 healing failed   129/130/143 interrupted before its time was over, healed`;
  static override examples = [
    "<%= config.bin %> fault latency --listen 127.0.0.1:3307 --upstream 127.0.0.1:3306 --latency 300ms --for 60s",
    "<%= config.bin %> fault bandwidth --listen 8081 --upstream 8080 --rate 100 --direction both",
    "<%= config.bin %> fault link-down --listen 6380 --upstream 6379 --for 10s --json",
  ];
  static override args = { name: Args.string({ description: "the fault", required: true }) };
  static override flags = {
    listen: Flags.string({
      description: "where clients connect, host:port or a port of this machine",
      required: true,
    }),
    upstream: Flags.string({ description: "the server that they mean", required: true }),
    for: Flags.string({ description: "how long it works (default: until Ctrl-C)" }),
    ...parameters,
    proxy: Flags.string({
      description:
        "the proxy server: embedded, toxiproxy (the original, from PATH or the cache) or its path (default: embedded)",
      env: "GAMEDAY_TOXIPROXY",
    }),
    seed: Flags.string({
      description: "random seed of jitter and toxicity (default: generated)",
      env: "GAMEDAY_SEED",
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Fault);
    const { readFaultWish } = await import("../app/fault/wish.ts");
    const given = Object.fromEntries(
      Object.entries(flags).flatMap(([name, value]) =>
        Object.hasOwn(parameters, name) && typeof value === "string" ? [[name, value]] : [],
      ),
    );
    const wish = readFaultWish({
      fault: args.name,
      listen: flags.listen,
      upstream: flags.upstream,
      for: flags.for,
      flags: given,
    });
    const paths = findPaths(process.env, process.cwd());
    const { chooseProxy, faultNow } = await import("../app/fault/now.ts");
    const seed = flags.seed ?? newSeed(randomInt(2 ** 32));
    const done = await faultNow({
      paths,
      wish,
      seed,
      choice: await chooseProxy(paths, flags.proxy),
      watch: {
        planned: (drill, runFolder) =>
          flags.json ||
          this.say(
            `fault   ${drill}   seed ${seed}\nfolder  ${relative(process.cwd(), runFolder)}`,
          ),
        opened: ({ address, upstream }) =>
          flags.json ||
          this.print(`link    ${address} → ${upstream}   point your client at ${address}`),
        event: (event) => {
          if (flags.json) return this.printJson(event);
          const line = lineOf(event, noScenario);
          if (line !== undefined && line.kind !== "phase" && line.kind !== "stack")
            this.print(
              `${line.kind.padEnd(7)} ${line.tone === undefined ? line.text : this.out.paint(line.tone, line.text)}`,
            );
        },
        say: (text) => this.say(text),
      },
    });
    if (flags.json)
      this.printJson({
        type: "fault",
        v: 1,
        drill: done.drill,
        fault: args.name,
        listen: done.address,
        upstream: flags.upstream,
        verified: done.verified,
        whole: done.whole,
        residue: done.residue,
        exitCode: done.exit,
        runFolder: done.runFolder,
      });
    this.leave(done.exit);
  }
}
