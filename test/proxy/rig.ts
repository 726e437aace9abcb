/**
 * One server, one upstream and one proxy between a client and it: what most data-plane tests need.
 */
import { onTestFinished } from "vitest";
import type { Implementation } from "./servers.ts";
import { dial, upstream, type Upstream, type Wire } from "./wires.ts";

export interface Rig {
  readonly api: string;
  readonly target: Upstream;
  /** Where the proxy listens. */
  readonly listen: string;
  readonly dial: () => Promise<Wire>;
  /** A client and the upstream's end of the same connection. */
  readonly pair: () => Promise<readonly [client: Wire, server: Wire]>;
  readonly add: (
    type: string,
    attributes: Record<string, number>,
    more?: Record<string, unknown>,
  ) => Promise<void>;
  /** Any request under the proxy; throws when it is refused. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<unknown>;
}

/** Starts all of it; it is taken down when the test ends. */
export async function rig(
  implementation: Pick<Implementation, "start">,
  serve?: (wire: Wire) => void,
): Promise<Rig> {
  const server = await implementation.start();
  onTestFinished(() => server.close());
  const target = await upstream(serve);
  onTestFinished(() => target.close());
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${server.api}/proxies${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const made = (await call("POST", "", {
    name: "p",
    listen: "127.0.0.1:0",
    upstream: target.address,
  })) as { listen: string };
  const open = async (): Promise<Wire> => {
    const client = await dial(made.listen);
    onTestFinished(() => void client.socket.destroy());
    return client;
  };
  return {
    api: server.api,
    target,
    listen: made.listen,
    dial: open,
    pair: async () => {
      const client = await open();
      return [client, await target.next()];
    },
    add: async (type, attributes, more = {}) =>
      void (await call("POST", "/p/toxics", { type, name: type, attributes, ...more })),
    call: (method, path, body) => call(method, `/p${path}`, body),
  };
}
