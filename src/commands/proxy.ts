import { Flags } from "@oclif/core";
import { proxyAlone } from "../app/proxy.ts";
import { GamedayCommand } from "../terminal/command.ts";

export default class Proxy extends GamedayCommand {
  static override summary = "Run the fault proxy alone: a drop-in Toxiproxy server.";
  static override description = "Any Toxiproxy client, in any language, and toxiproxy-cli work on it. TCP only. It listens on this machine alone unless --host opens it.";
  static override examples = ["<%= config.bin %> proxy", "<%= config.bin %> proxy --config toxiproxy.json --seed 42", "toxiproxy-cli create --listen 127.0.0.1:3307 --upstream 127.0.0.1:3306 mysql"];
  static override flags = {
    host: Flags.string({ description: "address of the API", default: "127.0.0.1" }),
    port: Flags.integer({ description: "port of the API", default: 8474 }),
    config: Flags.string({ description: "proxies to create at start, a JSON file as toxiproxy-server takes it" }),
    seed: Flags.string({ description: "random seed of jitter and toxicity (default: generated)" }),
    "proxy-metrics": Flags.boolean({ description: "serve GET /metrics", default: false }),
    token: Flags.string({ description: "bearer token that every request must carry", env: "GAMEDAY_PROXY_TOKEN" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Proxy);
    await proxyAlone({ host: flags.host, port: flags.port, config: flags.config, seed: flags.seed, metrics: flags["proxy-metrics"], token: flags.token }, ({ url, seed }) => {
      if (flags.json) this.printJson({ type: "proxy", v: 1, url, seed });
      else {
        this.print(`listening on ${url}   seed ${seed}`);
        this.say(`next    toxiproxy-cli --host ${url} list    Ctrl-C ends it`);
      }
    });
  }
}
