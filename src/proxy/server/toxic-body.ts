import { ApiError } from "./answer.ts";
import {
  decodeStruct,
  numberOf,
  stringOf,
  type Decoded,
  type Shape,
  type ShapeField,
} from "./go-decode.ts";
import type { Json } from "./go-json.ts";
import { badBody, decodeBody, readBody } from "./proxy-body.ts";
import type { Params, ToxicType } from "./stage.ts";
import type { Schedule, Toxic } from "./toxic.ts";
import { toxicTypes } from "./toxics/index.ts";

const scheduleFields: readonly ShapeField[] = [
  { name: "ttl", type: "int64" },
  { name: "after", type: "int64" },
  { name: "for", type: "int64" },
];

const toxicShape: Shape = {
  typeName: "toxics.ToxicWrapper",
  prefix: "ToxicWrapper.",
  fields: [
    { name: "attributes", type: "object", typeName: "toxics.NoopToxic" },
    { name: "name", type: "string" },
    { name: "type", type: "string" },
    { name: "stream", type: "string" },
    { name: "toxicity", type: "float32" },
    ...scheduleFields,
  ],
};

/**
 * Reads the body of `POST /proxies/{proxy}/toxics`. `taken` returns whether a name is in use;
 * errors are reported in the original's order.
 */
export function readNewToxic(body: Uint8Array, taken: (name: string) => boolean): Toxic {
  const decoded = decodeBody(readBody(body), toxicShape);
  const stream = stringOf(decoded, "stream") ?? "downstream";
  const direction = stream.toLowerCase();
  if (direction !== "upstream" && direction !== "downstream") {
    throw new ApiError(400, "stream was invalid, can be either upstream or downstream");
  }
  const typeName = stringOf(decoded, "type") ?? "";
  const given = stringOf(decoded, "name") ?? "";
  const name = given === "" ? `${typeName}_${stream}` : given;
  const type = toxicTypes.get(typeName);
  if (type === undefined) throw new ApiError(400, "invalid toxic type");
  if (taken(name)) throw new ApiError(409, "toxic already exists");
  return {
    name,
    type,
    stream,
    direction,
    toxicity: Math.fround(numberOf(decoded, "toxicity") ?? 1),
    params: readParams(decoded.values.get("attributes"), type, {}),
    schedule: readSchedule(decoded, undefined),
    armed: true,
    touched: { connections: 0, bytes: 0, lastMs: undefined },
    endsAtMs: Infinity,
  };
}

/** The changed fields of a toxic. */
export interface ToxicChange {
  readonly toxicity: number;
  readonly params: Params;
  /** Set when the schedule starts again. */
  readonly schedule: Schedule | undefined;
}

/** Reads the body of `PATCH /proxies/{proxy}/toxics/{toxic}`; what is not given stays as it is. */
export function readToxicChange(body: Uint8Array, toxic: Toxic): ToxicChange {
  const decoded = decodeBody(readBody(body), changeShape(toxic.type));
  return {
    toxicity: Math.fround(numberOf(decoded, "toxicity") ?? toxic.toxicity),
    params: readParams(decoded.values.get("attributes"), toxic.type, toxic.params),
    schedule: readSchedule(decoded, toxic.schedule),
  };
}

function changeShape(type: ToxicType): Shape {
  return {
    typeName:
      'struct { Attributes interface {} "json:\\"attributes\\""; Toxicity float32 "json:\\"toxicity\\"" }',
    prefix: ".",
    fields: [
      { name: "attributes", type: "object", typeName: `toxics.${type.struct}` },
      { name: "toxicity", type: "float32" },
      ...scheduleFields,
    ],
  };
}

function readParams(value: Json | undefined, type: ToxicType, before: Params): Params {
  if (value === undefined) return checked(type, before);
  const shape: Shape = {
    typeName: `toxics.${type.struct}`,
    prefix: `${type.struct}.attributes.`,
    fields: type.attributes,
  };
  const decoded = decodeStruct(value, shape);
  if (decoded.error !== undefined) throw badBody(decoded.error);
  const params: Record<string, number> = { ...before };
  for (const { name } of type.attributes) {
    const given = numberOf(decoded, name);
    if (given === undefined) continue;
    if (!Number.isSafeInteger(given))
      throw badBody(`${type.type} ${name} must be within ±${Number.MAX_SAFE_INTEGER}`);
    params[name] = given;
  }
  return checked(type, params);
}

function checked(type: ToxicType, params: Params): Params {
  const wrong = type.check(params);
  if (wrong !== undefined) throw badBody(wrong);
  return params;
}

function readSchedule(decoded: Decoded, before: Schedule | undefined): Schedule | undefined {
  const field = (name: keyof Schedule): number | undefined => {
    const value = numberOf(decoded, name);
    if (value !== undefined && !(value >= 0 && Number.isSafeInteger(value)))
      throw badBody(`${name} must be a number of milliseconds, 0 or more`);
    return value;
  };
  const given = { ttl: field("ttl"), after: field("after"), for: field("for") };
  if (Object.values(given).every((value) => value === undefined)) return undefined;
  return {
    ttl: given.ttl ?? before?.ttl ?? 0,
    after: given.after ?? before?.after ?? 0,
    for: given.for ?? before?.for ?? 0,
  };
}
