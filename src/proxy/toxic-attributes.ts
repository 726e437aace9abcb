/** The parameters of every toxic, in the units of Toxiproxy's API. Whole numbers only. */
export interface ToxicAttributes {
  /** Each chunk is released `latency` ± `jitter` milliseconds after it came in. */
  latency: { readonly latency?: number; readonly jitter?: number };
  /** At most `rate` kilobytes (1000 bytes) per second; 0 blocks everything. */
  bandwidth: { readonly rate?: number };
  /** The end of the stream is held back `delay` milliseconds. */
  slow_close: { readonly delay?: number };
  /**
   * All data is dropped; the connection closes `timeout` milliseconds after the last dropped chunk;
   * 0 means never. Removing it closes the connection.
   */
  timeout: { readonly timeout?: number };
  /** The first data or end of stream resets both sides `timeout` milliseconds later. */
  reset_peer: { readonly timeout?: number };
  /**
   * Data is cut into pieces of `average_size` ± `size_variation` bytes with `delay` microseconds
   * after each.
   */
  slicer: {
    readonly average_size: number;
    readonly size_variation?: number;
    readonly delay?: number;
  };
  /** Exactly `bytes` bytes pass, then the connection closes. */
  limit_data: { readonly bytes?: number };
  /** Nothing happens. */
  noop: Record<never, never>;
}

/** The names of the toxics. `down` is not one of them: it is a disabled link. */
export type ToxicTypeName = keyof ToxicAttributes;

/** The way the data flows: `upstream` from client to server, `downstream` from server to client. */
export type Direction = "upstream" | "downstream";
