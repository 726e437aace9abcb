import type { LinkHost } from "../engine/ports.ts";
import type { LinkAnswer } from "../fault/fault.ts";
import { GamedayError } from "../kernel/error.ts";
import type { LinkState } from "../proxy/proxy.ts";
import { simProxy } from "../proxy/sim.ts";
import type { Impediment } from "../runtime/sim/world.ts";

/**
 * Links of the simulated stack: no server, and the stack is notified of what each link now does
 * to its users.
 */
export function simLinks(feel: (link: string, impediment: Impediment) => void): LinkHost {
  const byAddress = new Map<string, LinkState>();
  const proxy = simProxy((link) => {
    byAddress.set(link.listen, link);
    feel(link.name, impedimentOf(link));
  });
  let nextPort = 30_000;
  return {
    start: async () => ({
      proxy,
      detail: "the simulated proxy",
      pid: undefined,
      ended: new Promise(() => {}),
      close: async () => {},
    }),
    address: async () => ({ listen: { host: "127.0.0.1", port: (nextPort += 1) } }),
    connect: (api) => {
      throw new GamedayError("GD-P001", `no listener at ${api} in a simulation`);
    },
    ask: async ({ host, port }, _path, withinMs) =>
      answerOf(byAddress.get(`${host}:${port}`), withinMs),
  };
}

/**
 * What the requests over a link get, in the simulated stack's two figures. Pieces, ends and widths
 * of data are below its resolution.
 */
export function impedimentOf({ enabled, toxics }: LinkState): Impediment {
  const impeding = toxics.map(({ type, toxicity, attributes }): Impediment => {
    if (type === "latency") return { delayMs: (attributes["latency"] ?? 0) * toxicity, lost: 0 };
    if (
      type === "timeout" ||
      type === "reset_peer" ||
      type === "limit_data" ||
      (type === "bandwidth" && attributes["rate"] === 0)
    )
      return { delayMs: 0, lost: toxicity };
    return { delayMs: 0, lost: 0 };
  });
  return {
    delayMs: impeding.reduce((sum, { delayMs }) => sum + delayMs, 0),
    lost: enabled ? 1 - impeding.reduce((passed, { lost }) => passed * (1 - lost), 1) : 1,
  };
}

function answerOf(link: LinkState | undefined, withinMs: number): LinkAnswer {
  if (link === undefined || !link.enabled) return { met: "refused", afterMs: 0 };
  if (link.toxics.some(({ type }) => type === "reset_peer")) return { met: "reset", afterMs: 0 };
  const { delayMs, lost } = impedimentOf(link);
  return lost === 1 || delayMs > withinMs
    ? { met: "silence", afterMs: withinMs }
    : { met: "answer", afterMs: delayMs };
}
