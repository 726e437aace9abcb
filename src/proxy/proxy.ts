/**
 * The port to network faults: links that traffic goes through, and toxics on them. Whatever server
 * stands behind it, embedded or Toxiproxy itself, it is spoken to over the same API by the same
 * client.
 */
import type { Direction, ToxicAttributes, ToxicTypeName } from "./toxic-attributes.ts";

/**
 * A path to be made: clients connect to `listen`, the traffic goes on to `upstream`. Addresses are
 * `host:port`.
 */
export interface LinkSpec {
  readonly name: string;
  /** A free loopback port when left out. */
  readonly listen?: string;
  readonly upstream: string;
  readonly enabled?: boolean;
}

/** What a toxic does, its attributes fitting its type. */
export type ToxicKind = {
  [T in ToxicTypeName]: { readonly type: T; readonly attributes: ToxicAttributes[T] };
}[ToxicTypeName];

/** A toxic to be put on a link. */
export type ToxicSpec = { [T in ToxicTypeName]: ToxicSpecOf<T> }[ToxicTypeName];

/** A toxic of one type. */
export interface ToxicSpecOf<T extends ToxicTypeName> {
  readonly type: T;
  readonly attributes: ToxicAttributes[T];
  /** `<type>_<stream>` when left out. */
  readonly name?: string;
  /** `downstream`, towards the client, when left out. */
  readonly stream?: Direction;
  /** The share of connections that it touches, 0 to 1; all when left out. */
  readonly toxicity?: number;
  // The three below are milliseconds and known to the embedded server only; the original ignores
  // them.
  /** It ends by itself so long after it was put on, even if nobody takes it off. */
  readonly ttl?: number;
  /** It begins so long after it was put on. */
  readonly after?: number;
  /** It works for so long once it has begun. */
  readonly for?: number;
}

/** A toxic as the server has it. */
export interface ToxicState {
  readonly name: string;
  readonly type: string;
  readonly stream: string;
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}

/** A link as the server has it. */
export interface LinkState {
  readonly name: string;
  /** The address that clients connect to, its port resolved. */
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
  readonly toxics: readonly ToxicState[];
}

/** What a toxic has done so far to the connections of its link. */
export interface Touched {
  /** Connections on which it has dropped, cut, delayed or ended something. */
  readonly connections: number;
  readonly bytes: number;
  /** How long ago it last did; null when it never did. */
  readonly last_ms: number | null;
  /** Connections of the link that are open now, and on how many of them it is at work. */
  readonly open: number;
  readonly working: number;
}

/** What a heal found and proved. */
export interface HealReport {
  /** Links that are as they should be now. */
  readonly healed: readonly string[];
  /** What is still wrong, in words; empty when all is well. */
  readonly remaining: readonly string[];
}

/**
 * Failures are `GamedayError`: GD-P001 when the server does not answer, GD-P002 when it refuses.
 */
export interface FaultProxy {
  /** The API's address, as it goes into an `undo`. */
  readonly api: string;
  readonly version: () => Promise<string>;
  readonly createLink: (link: LinkSpec) => Promise<LinkState>;
  /** Removing what is not there is no mistake. */
  readonly removeLink: (name: string) => Promise<void>;
  /** A link that is not enabled refuses new connections and closes the living ones. */
  readonly setEnabled: (name: string, enabled: boolean) => Promise<LinkState>;
  readonly addToxic: (link: string, toxic: ToxicSpec) => Promise<ToxicState>;
  /** Removing what is not there is no mistake. */
  readonly removeToxic: (link: string, toxic: string) => Promise<void>;
  readonly toxics: (link: string) => Promise<readonly ToxicState[]>;
  /**
   * What each toxic of each link has done, by the link's and the toxic's name; undefined of a
   * server that does not count, as the original.
   */
  readonly touched: () => Promise<
    Readonly<Record<string, Readonly<Record<string, Touched>>>> | undefined
  >;
  readonly snapshot: () => Promise<readonly LinkState[]>;
  /**
   * Takes every toxic off and enables every link, or one link only, and reads back that it is so.
   */
  readonly heal: (link?: string) => Promise<HealReport>;
}

/** A proxy server that was started for us and lives until it is closed. */
export interface RunningProxy {
  readonly proxy: FaultProxy;
  /** For people: which server, its version and why it was chosen. */
  readonly detail: string;
  /** The process to be found again; undefined when there is none of its own. */
  readonly pid: number | undefined;
  /** Resolves with what ended it, once it is gone. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}
