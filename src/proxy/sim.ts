import { GamedayError } from "../kernel/error.ts";
import type { FaultProxy, LinkState, Touched, ToxicSpec, ToxicState } from "./proxy.ts";

interface SimLink extends Omit<LinkState, "toxics" | "enabled"> {
  enabled: boolean;
  readonly toxics: Map<string, ToxicState>;
}

/**
 * The simulated proxy, which uses no network. It reports every change, so that a simulated stack is
 * affected by it.
 */
export function simProxy(onChange: (link: LinkState) => void = () => {}): FaultProxy {
  const links = new Map<string, SimLink>();
  let nextPort = 30_000;
  const changed = (link: SimLink): LinkState => {
    const state = stateOf(link);
    onChange(state);
    return state;
  };
  return {
    api: "sim://proxy",
    version: async () => "simulated",
    createLink: async ({ name, listen, upstream, enabled = true }) => {
      if (links.has(name))
        throw new GamedayError("GD-P002", `the simulated proxy has a link ${name} already`);
      nextPort += 1;
      const link: SimLink = {
        name,
        listen: listen?.replace(/:0$/, `:${nextPort}`) ?? `127.0.0.1:${nextPort}`,
        upstream,
        enabled,
        toxics: new Map(),
      };
      links.set(name, link);
      return changed(link);
    },
    removeLink: async (name) => void links.delete(name),
    setEnabled: async (name, enabled) => {
      const link = known(links, name);
      link.enabled = enabled;
      return changed(link);
    },
    ...toxicsOf(links, changed),
    snapshot: async () => [...links.values()].map(stateOf),
    heal: async (name) => ({
      healed: (name === undefined ? [...links.values()] : [known(links, name)]).map((link) => {
        link.toxics.clear();
        link.enabled = true;
        return changed(link).name;
      }),
      remaining: [],
    }),
  };
}

type Links = ReadonlyMap<string, SimLink>;

/** The toxics that act on the traffic of the links. */
function toxicsOf(
  links: Links,
  changed: (link: SimLink) => LinkState,
): Pick<FaultProxy, "addToxic" | "removeToxic" | "toxics" | "touched"> {
  return {
    addToxic: async (name, spec) => {
      const link = known(links, name);
      const toxic = added(spec);
      if (link.toxics.has(toxic.name))
        throw new GamedayError("GD-P002", `the link ${name} has a toxic ${toxic.name} already`);
      link.toxics.set(toxic.name, toxic);
      changed(link);
      return toxic;
    },
    removeToxic: async (name, toxic) => {
      const link = links.get(name);
      if (link?.toxics.delete(toxic) === true) changed(link);
    },
    toxics: async (name) => stateOf(known(links, name)).toxics,
    // Users of the simulated stack send over every link all the time.
    touched: async () =>
      Object.fromEntries(
        [...links.values()].map(({ name, toxics }) => [
          name,
          Object.fromEntries([...toxics.values()].map((toxic) => [toxic.name, touchedBy(toxic)])),
        ]),
      ),
  };
}

function known(links: Links, name: string): SimLink {
  const link = links.get(name);
  if (link === undefined)
    throw new GamedayError("GD-P002", `the simulated proxy has no link ${name}`);
  return link;
}

function stateOf({ toxics, ...rest }: SimLink): LinkState {
  return { ...rest, toxics: [...toxics.values()] };
}

function touchedBy({ toxicity }: ToxicState): Touched {
  const works = toxicity > 0 ? 1 : 0;
  return {
    connections: works,
    bytes: works,
    last_ms: works > 0 ? 0 : null,
    open: 1,
    working: works,
  };
}

function added({
  type,
  attributes,
  name,
  stream = "downstream",
  toxicity = 1,
}: ToxicSpec): ToxicState {
  return {
    name: name ?? `${type}_${stream}`,
    type,
    stream,
    toxicity,
    attributes: { ...attributes },
  };
}
