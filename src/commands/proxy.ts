import { Flags } from "@oclif/core";
import {
  checkSecrets,
  forgetEmpty,
  originalFlags,
  proxyAlone,
  serverVersion,
} from "../app/fault/proxy-alone.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class Proxy extends GamedayCommand {
  static override summary = "Run the fault proxy alone: a drop-in Toxiproxy server.";
  static override description =
    "Any Toxiproxy client, in any language, and toxiproxy-cli work on it; " +
    "toxiproxy-server's own flags, with one dash, too. TCP only. It listens on this " +
    "machine alone unless --host opens it.";
  static override examples = [
    "<%= config.bin %> proxy",
    "<%= config.bin %> proxy --config toxiproxy.json --seed 42",
    "<%= config.bin %> proxy -host 0.0.0.0 -port 8474 -proxy-metrics",
    "toxiproxy-cli create --listen 127.0.0.1:3307 --upstream 127.0.0.1:3306 mysql",
  ];
  static override flags = {
    host: Flags.string({ description: "address of the API", default: "127.0.0.1" }),
    port: Flags.integer({
      description: "port of the API; 0 picks a free one",
      default: 8474,
      min: 0,
      max: 65_535,
    }),
    socket: Flags.string({
      description: "Unix socket of the API, for this user only, in place of host and port",
      helpValue: "<path>",
    }),
    config: Flags.string({
      description: "proxies to create at start, a JSON file in toxiproxy-server's format",
    }),
    seed: Flags.string({ description: "random seed of jitter and toxicity (default: generated)" }),
    "proxy-metrics": Flags.boolean({ description: "serve GET /metrics", default: false }),
    "runtime-metrics": Flags.boolean({
      description: "serve GET /metrics, though without the original's metrics of its Go runtime",
      default: false,
    }),
    token: Flags.string({
      description: "bearer token that every request must carry (an empty variable means none)",
      env: "GAMEDAY_PROXY_TOKEN",
    }),
    "path-secret": Flags.string({
      description:
        "first part of every path, for clients that cannot send headers: letters, digits and - _ . ~ (an empty variable means none)",
      env: "GAMEDAY_PROXY_PATH_SECRET",
    }),
    "max-body": Flags.integer({
      description: "largest request body in bytes (default: 1048576)",
      min: 1,
    }),
    "max-connections": Flags.integer({
      description:
        "maximum number of connections over all proxies (default: 16384, or what the process has descriptors for)",
      min: 1,
    }),
    version: Flags.boolean({
      description: "print the Toxiproxy version that it implements",
      default: false,
    }),
  };

  async run(): Promise<void> {
    this.argv = originalFlags(this.argv);
    forgetEmpty(process.env);
    const { flags } = await this.parse(Proxy);
    if (flags.version) return this.print(`toxiproxy-server version ${serverVersion}`);
    const { host, port, socket, config, seed, token } = flags;
    checkSecrets({ token, pathSecret: flags["path-secret"] });
    const limits = { bodyBytesMax: flags["max-body"], connectionsMax: flags["max-connections"] };
    await proxyAlone(
      {
        host,
        port,
        socketPath: socket,
        pathSecret: flags["path-secret"],
        config,
        seed,
        metrics: flags["proxy-metrics"] || flags["runtime-metrics"],
        token,
        ...limits,
      },
      (at) => {
        if (flags.json) this.printJson({ type: "proxy", v: 1, ...at });
        else {
          this.print(`listening on ${at.url}   seed ${at.seed}`);
          if (socket === undefined)
            this.say(`next    toxiproxy-cli --host ${at.url} list    Ctrl-C ends it`);
        }
      },
    );
    // A name that is still being looked up would hold the process.
    process.exit();
  }
}
