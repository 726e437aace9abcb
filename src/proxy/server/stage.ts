import type { Random } from "../../kernel/random.ts";
import type { GoType } from "./go-decode.ts";
import type { Timers } from "./timers.ts";

/**
 * Bytes on their way, and when they came in (or were let go by the toxic before), on the timers'
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

/** Where a stage hands its data on. After `end` nothing more is taken. */
export interface Out {
  readonly push: (chunk: Chunk) => void;
  readonly end: (how: Ending) => void;
  /**
   * What comes next will take more. A stage that holds data waits for it, and is woken by `resume`.
   */
  readonly ready: () => boolean;
  /** The stage holds less than before: whoever waits for that may go on. */
  readonly room: () => void;
  /** A stage that was released has handed everything on. */
  readonly released: () => void;
}

/**
 * What a toxic does to one direction of one connection. Data and end keep their order whatever
 * happens.
 */
export interface Stage {
  /** The toxic begins to work on this connection, now. */
  readonly start?: () => void;
  readonly push: (chunk: Chunk) => void;
  readonly end: (how: Ending) => void;
  /** The parameters have changed. */
  readonly update?: () => void;
  /** What comes next takes more again. */
  readonly resume?: () => void;
  /**
   * Hands on everything that is held as soon as what comes next takes it, then says `released`: the
   * toxic no longer works here. It may start again at any time.
   */
  readonly release: () => void;
  /** The connection is gone: nothing is handed on any more, no timer is left. */
  readonly close: () => void;
  /** What is held, in bytes and what each piece costs beside them. */
  readonly held: number;
}

/** What a held piece costs beside its bytes. It bounds the number of pieces by the same measure. */
export const pieceCost = 2_048;

export interface StageWorld<P> {
  /** The parameters as they are now. */
  readonly params: () => P;
  readonly out: Out;
  readonly timers: Timers;
  readonly random: Random;
  /**
   * Counts what this toxic does to the connection: bytes that it drops, cuts or lets go a
   * millisecond late or more; none where it only ends or delays an end.
   */
  readonly touch: (bytes: number) => void;
}

/**
 * The shortest delay that counts as one, milliseconds: timers and the network alone are less exact.
 */
export const noticedMs = 1;

/**
 * One kind of toxic: its parameters as the original declares them, what is wrong with them, and
 * what it does.
 */
export interface ToxicType {
  readonly type: string;
  /** The name of the original's struct, for its error messages. */
  readonly struct: string;
  readonly attributes: readonly { readonly name: string; readonly type: GoType }[];
  /** Says what is wrong with whole-number parameters, when something is. */
  readonly check: (params: Params) => string | undefined;
  readonly open: (world: StageWorld<Params>) => Stage;
  /**
   * What a connection may hold here, as `Stage.held` counts it, before what comes before it has to
   * wait. Infinite for what passes everything on.
   */
  readonly capacity: (params: Params) => number;
  /** Holds no data: whether more may come is for the next to say. */
  readonly passes?: true;
  /** Data was lost, so that a connection cannot go on once the toxic is taken away. */
  readonly closesOnRemove?: true;
}

/** Whole numbers by attribute name; what was not given is 0. */
export type Params = Readonly<Record<string, number>>;

/** One parameter; 0 when it was not given. */
export function param(params: Params, name: string): number {
  return params[name] ?? 0;
}
