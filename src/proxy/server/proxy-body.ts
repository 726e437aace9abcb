import { ApiError } from "./answer.ts";
import {
  boolOf,
  decodeStruct,
  stringOf,
  type Decoded,
  type Shape,
  type ShapeField,
} from "./go-decode.ts";
import { JsonSyntaxError, readJson, type Json } from "./go-json.ts";
import type { ProxySettings } from "./proxy.ts";
import type { ProxyRequest } from "./table.ts";

const proxyFields: readonly ShapeField[] = [
  { name: "name", type: "string" },
  { name: "listen", type: "string" },
  { name: "upstream", type: "string" },
  { name: "enabled", type: "bool" },
  // The original shows its logger by mistake; clients that send a proxy back send it too.
  { name: "Logger", type: "object", typeName: "zerolog.Logger" },
];

const proxyShape: Shape = { typeName: "toxiproxy.Proxy", prefix: "Proxy.", fields: proxyFields };

const populateType = 'struct { toxiproxy.Proxy; Enabled *bool "json:\\"enabled\\"" }';

const populateShape: Shape = {
  typeName: populateType,
  prefix: ".",
  fields: proxyFields.map((field) =>
    field.name === "enabled" ? field : { ...field, prefix: ".Proxy." },
  ),
};

/** The JSON of a body, or a 400 in the original's words. */
export function readBody(body: Uint8Array): Json {
  try {
    return readJson(body);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badBody(error.message);
    throw error;
  }
}

/** A 400 for a body that cannot be used. */
export function badBody(why: string): ApiError {
  return new ApiError(400, `bad request body: ${why}`);
}

/** A struct from a body; its first type mistake is a 400. */
export function decodeBody(value: Json, shape: Shape): Decoded {
  const decoded = decodeStruct(value, shape);
  if (decoded.error !== undefined) throw badBody(decoded.error);
  return decoded;
}

/** What `POST /proxies` asks for. */
export function readNewProxy(body: Uint8Array): ProxyRequest {
  return requireFields(decodeBody(readBody(body), proxyShape), "");
}

/** What `PATCH /proxies/{proxy}` asks for; what is not given stays as it is. */
export function readProxyChange(body: Uint8Array, now: ProxySettings): ProxySettings {
  const decoded = decodeBody(readBody(body), proxyShape);
  return {
    listen: stringOf(decoded, "listen") ?? now.listen,
    upstream: stringOf(decoded, "upstream") ?? now.upstream,
    enabled: boolOf(decoded, "enabled") ?? now.enabled,
  };
}

/** What `POST /populate` asks for. */
export function readPopulate(body: Uint8Array): readonly ProxyRequest[] {
  const value = readBody(body);
  if (value.kind === "null") return [];
  if (value.kind !== "array")
    throw badBody(`json: cannot unmarshal ${value.kind} into Go value of type []${populateType}`);
  const decoded = value.items.map((item) => decodeStruct(item, populateShape));
  const wrong = decoded.find(({ error }) => error !== undefined);
  if (wrong?.error !== undefined) throw badBody(wrong.error);
  return decoded.map((item, index) => requireFields(item, ` at proxy ${index + 1}`));
}

function requireFields(decoded: Decoded, where: string): ProxyRequest {
  const field = (name: string): string => {
    const value = stringOf(decoded, name);
    if (value === undefined || value === "")
      throw new ApiError(400, `missing required field: ${name}${where}`);
    return value;
  };
  return {
    name: field("name"),
    upstream: field("upstream"),
    listen: stringOf(decoded, "listen") ?? "",
    enabled: boolOf(decoded, "enabled") ?? true,
  };
}
