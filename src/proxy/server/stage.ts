import type { Random } from "../../kernel/random.ts";
import type { GoType } from "./go-decode.ts";
import type { Timers } from "./timers.ts";

/**
 * Bytes on their way, and when they came in (or when the previous toxic sent them), on the timers'
 * clock.
 */
export interface Chunk {
  readonly data: Uint8Array;
  readonly atMs: number;
}

/**
 * How a stream ends: one side has finished sending, the connection closes after what is on its way,
 * or both sides are reset.
 */
export type Ending = "fin" | "close" | "reset";

/** Where a stage passes its data on to. After `end` it accepts nothing more. */
export interface Out {
  readonly push: (chunk: Chunk) => void;
  readonly end: (how: Ending) => void;
  /** The next stage accepts more. A stage that holds data waits for that, and `resume` wakes it. */
  readonly ready: () => boolean;
  /** The stage holds less than before: the stage or source that waits for space may go on. */
  readonly room: () => void;
  /** A released stage has passed everything on. */
  readonly released: () => void;
}

/**
 * What a toxic does to one direction of one connection. Data and the end of the stream always keep
 * their order.
 */
export interface Stage {
  /** The toxic becomes active on this connection now. */
  readonly start?: () => void;
  readonly push: (chunk: Chunk) => void;
  readonly end: (how: Ending) => void;
  /** The parameters have changed. */
  readonly update?: () => void;
  /** The next stage accepts more again. */
  readonly resume?: () => void;
  /**
   * Passes on everything it holds as soon as the next stage accepts it, then calls `released`: the
   * toxic is no longer active here. It may start again at any time.
   */
  readonly release: () => void;
  /** The connection is gone: nothing more is passed on, and no timer is left. */
  readonly close: () => void;
  /** What is held: the bytes, and what each piece costs in addition. */
  readonly held: number;
}

/**
 * What a held piece costs in addition to its bytes, so that one limit bounds both bytes and pieces.
 */
export const pieceCost = 2_048;

export interface StageWorld<P> {
  /** The current parameters. */
  readonly params: () => P;
  readonly out: Out;
  readonly timers: Timers;
  readonly random: Random;
  /**
   * Counts what this toxic does to the connection: bytes that it drops, cuts or sends a millisecond
   * late or more; 0 where it only ends the stream or delays its end.
   */
  readonly touch: (bytes: number) => void;
}

/**
 * The shortest delay that counts as one, milliseconds: timers and the network alone are less exact.
 */
export const noticedMs = 1;

/**
 * One kind of toxic: its parameters as the original declares them, how they are checked, and what
 * it does.
 */
export interface ToxicType {
  readonly type: string;
  /** The name of the original's struct, for its error messages. */
  readonly struct: string;
  readonly attributes: readonly { readonly name: string; readonly type: GoType }[];
  /** Returns what is wrong with whole-number parameters, if anything. */
  readonly check: (params: Params) => string | undefined;
  readonly open: (world: StageWorld<Params>) => Stage;
  /**
   * How much a connection may hold here, as `Stage.held` counts it, before the previous stage has
   * to wait. Infinite for a toxic that passes everything on.
   */
  readonly capacity: (params: Params) => number;
  /** Holds no data: the next stage decides whether more may come. */
  readonly passes?: true;
  /** Data was lost, so the connection cannot continue once the toxic is removed. */
  readonly closesOnRemove?: true;
}

/** Whole numbers by attribute name; what was not given is 0. */
export type Params = Readonly<Record<string, number>>;

/** One parameter; 0 when it was not given. */
export function param(params: Params, name: string): number {
  return params[name] ?? 0;
}
