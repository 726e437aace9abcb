import type { Direction } from "../toxic-attributes.ts";
import { encodeJson, shortestFloat32 } from "./go-encode.ts";
import type { Params, ToxicType } from "./stage.ts";

/** When a toxic is active, in milliseconds; 0 means not set. */
export interface Schedule {
  /** It expires this long after it was given, unless the lease is renewed. */
  readonly ttl: number;
  /** It starts this long after it was given. */
  readonly after: number;
  /** It stays active for this long once it has started. */
  readonly for: number;
}

/** What a toxic has done to connections since it was added. */
export interface Touched {
  /** Connections on which it dropped, cut, delayed or ended something. */
  connections: number;
  bytes: number;
  /** When it last did so, on the timers' clock; undefined if it never has. */
  lastMs: number | undefined;
}

/** One toxic on a proxy. Its fields change in place, so that every connection sees the same. */
export interface Toxic {
  readonly name: string;
  readonly type: ToxicType;
  /** The stream as the client wrote it; `direction` is what it means. */
  readonly stream: string;
  readonly direction: Direction;
  toxicity: number;
  params: Params;
  schedule: Schedule | undefined;
  /** Its start time has come. Always true when it has no schedule. */
  armed: boolean;
  /** What it has done so far. */
  readonly touched: Touched;
  /** When it expires, on the timers' clock. */
  endsAtMs: number;
}

/**
 * The toxic as the API shows it. A schedule's fields appear only when one was given, so that other
 * clients see the original's response.
 */
export function encodeToxic(toxic: Toxic, nowMs: number): string {
  const attributes = Object.fromEntries(
    toxic.type.attributes.map(({ name }) => [name, toxic.params[name] ?? 0]),
  );
  const { name, stream, schedule } = toxic;
  const shown = {
    attributes,
    name,
    type: toxic.type.type,
    stream,
    toxicity: shortestFloat32(toxic.toxicity),
  };
  if (schedule === undefined) return encodeJson(shown);
  // A sum of fractions may be slightly more than what was asked for.
  const remaining = Number.isFinite(toxic.endsAtMs)
    ? Math.max(0, Math.ceil(toxic.endsAtMs - nowMs - 0.001))
    : null;
  return encodeJson({ ...shown, ...schedule, active: toxic.armed, remaining });
}
