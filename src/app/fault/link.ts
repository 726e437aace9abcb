import { authorityOf } from "../../kernel/address.ts";
import { faultWorld, type LinkAnswer } from "../../fault/fault.ts";
import { GamedayError } from "../../kernel/error.ts";
import type { LinkHost } from "../../engine/ports.ts";
import type { SingleLink } from "../../engine/single-fault.ts";
import type { Endpoint } from "../../runtime/runtime.ts";
import { askAddress } from "../../stage/ask-address.ts";

/** How long to wait for the first word of a server that speaks first. Milliseconds. */
const firstWordMs = 300;

/**
 * Makes the link; GD-P003 when no server is at the other end, GD-E007 when the address is taken.
 */
export async function openSingleLink(
  host: LinkHost,
  { listen, upstream }: { listen: Endpoint; upstream: Endpoint },
): Promise<SingleLink> {
  const direct = await askAddress(upstream, undefined, firstWordMs);
  if (direct.met === "refused")
    throw new GamedayError("GD-P003", `no listener at ${shown(upstream)}`, {
      hint: "start the server first, or correct --upstream",
    });
  const running = await host.start();
  try {
    // We choose the port: another process could take a port of the system's choice while the link
    // is cut.
    const port = listen.port === 0 ? (await host.address()).listen.port : listen.port;
    const address = shown({ host: listen.host, port });
    await running.proxy.createLink({ name: address, listen: address, upstream: shown(upstream) });
    const door = { host: /^(0\.0\.0\.0|::)$/.test(listen.host) ? "127.0.0.1" : listen.host, port };
    const ask = async (_link: string, withinMs: number): Promise<LinkAnswer | undefined> => {
      const speaks = direct.met === "answer";
      const answer = await askAddress(
        door,
        undefined,
        speaks ? withinMs : Math.min(withinMs, firstWordMs),
      );
      // A server that waits for its client to speak says nothing yet, so silence proves nothing.
      return speaks || answer.met !== "silence" ? answer : undefined;
    };
    return {
      address,
      world: faultWorld(
        { power: noStack },
        {
          links: {
            proxy: (api) =>
              api === undefined || api === running.proxy.api ? running.proxy : host.connect(api),
            ask,
            unused: true,
          },
        },
      ),
      server: { pid: running.pid, api: running.proxy.api },
      gone: running.ended,
      close: () => running.close(),
    };
  } catch (error) {
    await running.close();
    throw taken(error, listen);
  }
}

/** An address as people write it; of a link, its name in the proxy. */
export function shown(at: Endpoint): string {
  return authorityOf(at);
}

function taken(error: unknown, listen: Endpoint): unknown {
  if (!(error instanceof GamedayError) || error.code !== "GD-E007") return error;
  return new GamedayError("GD-E007", `${shown(listen)} is taken`, {
    hint: "choose another --listen and point the client there; port 0 picks a free port",
    cause: error,
  });
}

const nothing = (): never => {
  throw new Error("a single fault has no stack");
};
const noStack = {
  pause: nothing,
  resume: nothing,
  kill: nothing,
  stop: nothing,
  start: nothing,
  state: nothing,
  starts: nothing,
};
