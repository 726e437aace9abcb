import type { Direction } from "../toxic-attributes.ts";
import { encodeJson, shortestFloat32 } from "./go-encode.ts";
import type { Params, ToxicType } from "./stage.ts";

/** When a toxic works, in milliseconds; what is 0 was not asked for. */
export interface Schedule {
  /** It ends by itself so long after it was given, unless the lease is renewed. */
  readonly ttl: number;
  /** It begins so long after it was given. */
  readonly after: number;
  /** It works for so long once it has begun. */
  readonly for: number;
}

/** What a toxic has done to connections since it was put on. */
export interface Touched {
  /** Connections on which something was dropped, cut, delayed or ended by it. */
  connections: number;
  bytes: number;
  /** When it last did, on the timers' clock; undefined before. */
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
  /** Its time has come. Without a schedule always true. */
  armed: boolean;
  /** What it has done so far. */
  readonly touched: Touched;
  /** When it ends by itself, on the timers' clock. */
  endsAtMs: number;
}

/**
 * The toxic as the API shows it. A schedule's fields appear only where one was given, so that
 * others see the original's answer.
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
  // A sum of fractions may be a hair more than was asked for.
  const remaining = Number.isFinite(toxic.endsAtMs)
    ? Math.max(0, Math.ceil(toxic.endsAtMs - nowMs - 0.001))
    : null;
  return encodeJson({ ...shown, ...schedule, active: toxic.armed, remaining });
}
