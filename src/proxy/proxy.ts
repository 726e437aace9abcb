/**
 * The interface to network faults: links that carry traffic, and toxics on them. The embedded
 * server and Toxiproxy itself have the same API and use the same client.
 */
import type { Direction, ToxicAttributes, ToxicTypeName } from "./toxic-attributes.ts";

/**
 * A link to create: clients connect to `listen`, and the traffic goes on to `upstream`. Addresses
 * are `host:port`.
 */
export interface LinkSpec {
  readonly name: string;
  /** Default: a free loopback port. */
  readonly listen?: string;
  readonly upstream: string;
  readonly enabled?: boolean;
}

/** A toxic's type with attributes that fit it. */
export type ToxicKind = {
  [T in ToxicTypeName]: { readonly type: T; readonly attributes: ToxicAttributes[T] };
}[ToxicTypeName];

/** A toxic to add to a link. */
export type ToxicSpec = { [T in ToxicTypeName]: ToxicSpecOf<T> }[ToxicTypeName];

/** A toxic of one type. */
export interface ToxicSpecOf<T extends ToxicTypeName> {
  readonly type: T;
  readonly attributes: ToxicAttributes[T];
  /** Default: `<type>_<stream>`. */
  readonly name?: string;
  /** Default: `downstream`, towards the client. */
  readonly stream?: Direction;
  /** The share of connections that it affects, 0 to 1 (default: all). */
  readonly toxicity?: number;
  // The next three are in milliseconds. Only the embedded server knows them; the original ignores
  // them.
  /** It expires this long after it was added, even if no one removes it. */
  readonly ttl?: number;
  /** It starts this long after it was added. */
  readonly after?: number;
  /** It stays active for this long once it has started. */
  readonly for?: number;
}

/** A toxic as the server reports it. */
export interface ToxicState {
  readonly name: string;
  readonly type: string;
  readonly stream: string;
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}

/** A link as the server reports it. */
export interface LinkState {
  readonly name: string;
  /** The address that clients connect to, its port resolved. */
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
  readonly toxics: readonly ToxicState[];
}

/** What a toxic has done to the connections of its link so far. */
export interface Touched {
  /** Connections on which it has dropped, cut, delayed or ended something. */
  readonly connections: number;
  readonly bytes: number;
  /** How long ago it last affected a connection; null when it never has. */
  readonly last_ms: number | null;
  /** How many connections of the link are open now, and on how many of them it is active. */
  readonly open: number;
  readonly working: number;
}

/** The result of a heal. */
export interface HealReport {
  /** Links that are as they should be now. */
  readonly healed: readonly string[];
  /** What is still wrong, in words; empty when everything is healed. */
  readonly remaining: readonly string[];
}

/**
 * Failures are `GamedayError`s: GD-P001 when the server does not respond, GD-P002 when it refuses.
 */
export interface FaultProxy {
  /** The API's address, as it goes into an `undo`. */
  readonly api: string;
  readonly version: () => Promise<string>;
  readonly createLink: (link: LinkSpec) => Promise<LinkState>;
  /** Removing a link that does not exist is no error. */
  readonly removeLink: (name: string) => Promise<void>;
  /** A disabled link refuses new connections and closes the open ones. */
  readonly setEnabled: (name: string, enabled: boolean) => Promise<LinkState>;
  readonly addToxic: (link: string, toxic: ToxicSpec) => Promise<ToxicState>;
  /** Removing a toxic that does not exist is no error. */
  readonly removeToxic: (link: string, toxic: string) => Promise<void>;
  readonly toxics: (link: string) => Promise<readonly ToxicState[]>;
  /**
   * What each toxic of each link has done, by the link's and the toxic's name; undefined for a
   * server that does not count, such as the original.
   */
  readonly touched: () => Promise<
    Readonly<Record<string, Readonly<Record<string, Touched>>>> | undefined
  >;
  readonly snapshot: () => Promise<readonly LinkState[]>;
  /**
   * Removes every toxic and enables every link, or does so for one link only, then reads the links
   * back to verify it.
   */
  readonly heal: (link?: string) => Promise<HealReport>;
}

/** A proxy server that we started; it runs until it is closed. */
export interface RunningProxy {
  readonly proxy: FaultProxy;
  /** For people: which server, its version and why it was chosen. */
  readonly detail: string;
  /**
   * The process, so that it can be found again; undefined when the server has no process of its
   * own.
   */
  readonly pid: number | undefined;
  /** Resolves with what ended the server, once it is gone. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}
