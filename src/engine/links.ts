import type { LinkAnswer, Links } from "../fault/fault.ts";
import { proxyName } from "../fault/link-fault.ts";
import { GamedayError } from "../kernel/error.ts";
import type { Plan, Scenario } from "../plan/plan.ts";
import type { FaultProxy, LinkState, RunningProxy } from "../proxy/proxy.ts";
import type { Endpoint, Instance } from "../runtime/runtime.ts";
import type { LinkAddress, LinkHost } from "./ports.ts";
import type { Recorder } from "./recorder.ts";

/** A link's listener for one replica. */
interface OpenLink {
  readonly state: LinkState;
  readonly at: LinkAddress;
}

/** A port that was free may be taken by the time that the proxy listens there. */
const attempts = 5;

/**
 * The drill's links. Each is a listener of the proxy for every replica of the component that it
 * leads to; all replicas of the one that it comes from use them. The proxy server is started for
 * the first link and ends with the drill.
 */
export class DrillLinks implements Links {
  private readonly links: Scenario["links"];
  private readonly stack: Scenario["stack"];
  private readonly host: LinkHost;
  private readonly recorder: Recorder;
  private readonly onGone: (detail: string) => void;
  private starting: Promise<RunningProxy> | undefined;
  private server: RunningProxy | undefined;
  private closing = false;
  private readonly opened = new Map<string, Promise<readonly OpenLink[]>>();

  /** @param onGone is called when a proxy server ends unasked. */
  constructor(
    { scenario }: Plan,
    host: LinkHost,
    recorder: Recorder,
    onGone: (detail: string) => void,
  ) {
    this.links = scenario.links;
    this.stack = scenario.stack;
    this.host = host;
    this.recorder = recorder;
    this.onGone = onGone;
  }

  /**
   * Where `from` finds the replicas of `to`: at the proxy when a link is declared between them,
   * else where they are.
   */
  async endpoints(
    from: string,
    to: string,
    replicas: readonly Instance[],
  ): Promise<readonly Endpoint[]> {
    const link = Object.keys(this.links).find(
      (name) => this.links[name]?.from === from && this.links[name].to === to,
    );
    if (link === undefined)
      return replicas.map(({ host, port, inside = { host, port } }) => inside);
    let opened = this.opened.get(link);
    if (opened === undefined) this.opened.set(link, (opened = this.open(link, replicas)));
    return (await opened).map(({ at: { listen, inside = listen } }) => inside);
  }

  proxy(api?: string): FaultProxy {
    const own = this.server?.proxy;
    if (own !== undefined && (api === undefined || api === own.api)) return own;
    if (api === undefined)
      throw new GamedayError(
        "GD-R003",
        "this stack has no links: nothing goes through the fault proxy",
        { hint: "declare one: links: {api-to-db: {from: api, to: db}}" },
      );
    return this.host.connect(api);
  }

  async ask(link: string, withinMs: number): Promise<LinkAnswer | undefined> {
    const [base = link] = link.split("/");
    const to = this.links[base]?.to;
    const component = to === undefined ? undefined : this.stack[to];
    const open = (await this.opened.get(base))?.find(({ state }) => state.name === proxyName(link));
    if (component === undefined || open === undefined) return undefined;
    const { listen, outside = listen } = open.at;
    return this.host.ask(
      outside,
      "health" in component ? component.health.path : undefined,
      withinMs,
    );
  }

  /** Ends the proxy server, if there is one. */
  async close(): Promise<void> {
    this.closing = true;
    await (await this.starting?.catch(() => undefined))?.close();
  }

  private async open(link: string, replicas: readonly Instance[]): Promise<readonly OpenLink[]> {
    if (this.closing) throw new Error("links: the drill is being healed");
    const { proxy } = await (this.starting ??= this.start());
    const links = await Promise.all(
      replicas.map((replica, index) =>
        this.listen(
          proxy,
          proxyName(replicas.length === 1 ? link : `${link}/${index + 1}`),
          replica,
        ),
      ),
    );
    const way = links
      .map(({ state: { listen, upstream } }) => `${listen} → ${upstream}`)
      .join(", ");
    this.recorder.record({
      type: "drill.note",
      sees: "truth",
      data: { text: `link ${link}: ${this.links[link]?.from} → ${way}` },
    });
    return links;
  }

  private async start(): Promise<RunningProxy> {
    const server = await this.host.start();
    this.server = server;
    void server.ended.then((detail) => {
      if (!this.closing) this.onGone(detail);
    });
    const { hostname, port } = new URL(server.proxy.api);
    this.recorder.record({
      type: "component.state",
      sees: "truth",
      data: {
        component: "fault proxy",
        state: "running",
        address: hostname,
        port: Number(port),
        detail: server.detail,
        ...(server.pid === undefined ? {} : { pid: server.pid }),
      },
    });
    return server;
  }

  private async listen(
    proxy: FaultProxy,
    name: string,
    { host, port, inside = { host, port } }: Instance,
  ): Promise<OpenLink> {
    for (let attempt = 1; ; attempt += 1) {
      const at = await this.host.address();
      try {
        const state = await proxy.createLink({
          name,
          listen: `${at.listen.host}:${at.listen.port}`,
          upstream: `${inside.host}:${inside.port}`,
        });
        return { state, at };
      } catch (error) {
        if (attempt >= attempts || !(error instanceof GamedayError) || error.code !== "GD-E007")
          throw error;
      }
    }
  }
}
