import { encodeJson, encodeMap } from "./go-encode.ts";
import type { Connection } from "./connection.ts";
import type { Proxy } from "./proxy.ts";
import { inSlices } from "./slices.ts";
import type { Toxic } from "./toxic.ts";

/** Every open connection of these proxies, as the API shows it. */
export async function listConnections(
  proxies: readonly Proxy[],
  now: () => number,
): Promise<string> {
  const shown: string[] = [];
  for (const { name, connections } of proxies)
    await inSlices(
      [...connections],
      (connection) => void shown.push(encodeConnection(name, connection, now())),
    );
  return `[${shown.join(",")}]`;
}

function encodeConnection(
  proxy: string,
  { id, client, startedAtMs, flows, dialled }: Connection,
  nowMs: number,
): string {
  return encodeJson({
    proxy,
    id,
    client,
    age_ms: Math.floor(nowMs - startedAtMs),
    connected: dialled,
    upstream: flows.upstream,
    downstream: flows.downstream,
  });
}

/** `encodeTouched` of many proxies, by name. */
export async function allTouched(proxies: readonly Proxy[], now: () => number): Promise<string> {
  const shown: [string, string][] = [];
  for (const proxy of proxies) shown.push([proxy.name, await encodeTouched(proxy, now)]);
  return encodeMap(shown);
}

/** What each toxic of a proxy has done so far, and on how many open connections it is active. */
export async function encodeTouched(
  { toxics, connections }: Proxy,
  now: () => number,
): Promise<string> {
  const open = [...connections].filter(({ dialled }) => dialled);
  const working = new Map<Toxic, number>();
  await inSlices(open, ({ chains }) => {
    for (const chain of [chains.upstream, chains.downstream])
      for (const toxic of chain.working()) working.set(toxic, (working.get(toxic) ?? 0) + 1);
  });
  return encodeMap(
    toxics.listed().map((toxic) => {
      const { connections: touched, bytes, lastMs } = toxic.touched;
      return [
        toxic.name,
        encodeJson({
          connections: touched,
          bytes,
          last_ms: lastMs === undefined ? null : Math.max(0, Math.round(now() - lastMs)),
          open: open.length,
          working: working.get(toxic) ?? 0,
        }),
      ];
    }),
  );
}
