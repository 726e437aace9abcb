import { Toxiproxy } from "toxiproxy-node-client";
import type {
  FaultProxy,
  HealReport,
  LinkSpec,
  LinkState,
  Touched,
  ToxicSpec,
  ToxicState,
} from "./proxy.ts";
import { ProxyRequestError, TimedHttp } from "./toxiproxy-http.ts";
import { messageOf } from "../kernel/message-of.ts";

export interface ConnectRequest {
  /** The API's address, `http://127.0.0.1:8474`, with the path secret if there is one. */
  readonly api: string;
  /** How long each request may take (default: 5 s). */
  readonly timeoutMs?: number;
  readonly token?: string;
}

/**
 * Speaks to a Toxiproxy server, the original or ours, through `toxiproxy-node-client`. Nothing is
 * sent yet.
 */
export function connectProxy({ api, timeoutMs = 5_000, token }: ConnectRequest): FaultProxy {
  const client = new Toxiproxy(api);
  client.api = new TimedHttp(timeoutMs, token);
  const link = (name: string): string => `${api}/proxies/${encodeURIComponent(name)}`;
  const get = async (name: string): Promise<LinkState> =>
    (await client.api.get<LinkState>(link(name))).data;
  const snapshot = async (): Promise<readonly LinkState[]> =>
    Object.values((await client.api.get<Record<string, LinkState>>(`${api}/proxies`)).data);
  // Sends only whether the link is enabled: sending the addresses too would drop every connection
  // where a name resolves differently.
  const setEnabled = async (name: string, enabled: boolean): Promise<LinkState> =>
    (await client.api.post<LinkState>(link(name), { enabled })).data;
  const removeToxic = (name: string, toxic: string): Promise<void> =>
    unlessGone(client.api.delete(`${link(name)}/toxics/${encodeURIComponent(toxic)}`));

  const healLink = async (state: LinkState): Promise<void> => {
    for (const toxic of state.toxics) await removeToxic(state.name, toxic.name);
    if (!state.enabled) await setEnabled(state.name, true);
  };

  return {
    api,
    version: async () => readVersion(await client.getVersion()),
    createLink: async ({ name, listen = "127.0.0.1:0", upstream, enabled = true }: LinkSpec) => {
      const made = await client.createProxy({ name, listen, upstream, enabled });
      return {
        name: made.name,
        listen: made.listen,
        upstream: made.upstream,
        enabled: made.enabled,
        toxics: [],
      };
    },
    removeLink: async (name) => unlessGone(client.api.delete(link(name))),
    setEnabled,
    addToxic: async (name: string, toxic: ToxicSpec) =>
      (await client.api.post<ToxicState>(`${link(name)}/toxics`, toxic)).data,
    removeToxic,
    toxics: async (name) => (await client.api.get<ToxicState[]>(`${link(name)}/toxics`)).data,
    // The original has no such page.
    touched: async () => (await unlessGone(client.api.get<Counts>(`${api}/touched`)))?.data,
    snapshot,
    heal: async (name) => {
      const before = name === undefined ? await snapshot() : [await get(name)];
      const failed = new Map<string, string>();
      for (const state of before) {
        await healLink(state).catch((error: unknown) => failed.set(state.name, messageOf(error)));
      }
      return judge(name === undefined ? await snapshot() : [await get(name)], failed);
    },
  };
}

/** Lists what is still wrong, judging by the links as they are now. */
function judge(after: readonly LinkState[], failed: ReadonlyMap<string, string>): HealReport {
  const wrong = (state: LinkState): string[] => [
    ...state.toxics.map((toxic) => `${state.name} still has the toxic ${toxic.name}`),
    ...(state.enabled
      ? []
      : [`${state.name} is still not enabled: ${failed.get(state.name) ?? "no reason given"}`]),
  ];
  return {
    healed: after.filter((state) => wrong(state).length === 0).map(({ name }) => name),
    remaining: after.flatMap(wrong),
  };
}

type Counts = Record<string, Record<string, Touched>>;

/** A 404 means that it does not exist, which is no error. */
function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  return request.catch((error: unknown) => {
    if (!(error instanceof ProxyRequestError && error.status === 404)) throw error;
    return undefined;
  });
}

function readVersion(text: string): string {
  // Servers before 2.7 respond with just the number.
  return /\d+\.\d+\.\d+[\w.+-]*/.exec(text)?.[0] ?? text.trim();
}
