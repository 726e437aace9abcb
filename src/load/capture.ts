import type { Capture } from "../event/flow.ts";
import { headerOf } from "./answer-head.ts";
import type { Values } from "./template.ts";

type Scalar = string | number | boolean;

/** Takes captures from responses. */
export interface Catcher {
  readonly needsBody: boolean;
  /** Adds what it finds to `values`; false when something is missing. */
  take(values: Values, head: string, body: string): boolean;
}

/** Readies a step's captures; undefined when it has none. */
export function catcher(
  captures: Readonly<Record<string, Capture>> | undefined,
): Catcher | undefined {
  if (captures === undefined || Object.keys(captures).length === 0) return undefined;
  const readers = Object.entries(captures).map(([name, capture]) => ({
    name,
    capture,
    path: "json" in capture ? pathOf(capture.json) : [],
  }));
  const needsBody = readers.some(({ capture }) => "json" in capture);
  return {
    needsBody,
    take(values, head, body) {
      const json = needsBody ? parsed(body) : undefined;
      for (const { name, capture, path } of readers) {
        const value =
          "json" in capture ? scalarAt(json, path, body) : headerText(head, capture.header);
        // A line break would end the header or the path that it is put into.
        if (value === undefined || /[\r\n]/.test(String(value))) return false;
        values[name] = value;
      }
      return true;
    },
  };
}

/** `$.items[0].sku` → `["items", "0", "sku"]`. */
function pathOf(text: string): readonly string[] {
  return text
    .replace(/^\$\.?/, "")
    .split(/[.[\]]+/)
    .filter((part) => part !== "");
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function scalarAt(json: unknown, path: readonly string[], body: string): Scalar | undefined {
  const found = valueAt(json, path);
  // Kept as text: a long number would be rounded when parsed. The k6 script does the same.
  if (typeof found === "number") return valueAt(JSON.parse(numbersQuoted(body)), path);
  return found;
}

function valueAt(json: unknown, path: readonly string[]): Scalar | undefined {
  let at = json;
  for (const part of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = Reflect.get(at, part);
  }
  return typeof at === "string" || typeof at === "number" || typeof at === "boolean"
    ? at
    : undefined;
}

/** Good JSON with its numbers as strings. */
function numbersQuoted(json: string): string {
  return json.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (found) =>
    found.startsWith('"') ? found : `"${found}"`,
  );
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A header's text is UTF-8 nearly everywhere; what is none is taken as the standard's latin1. */
function headerText(head: string, name: string): string | undefined {
  const value = headerOf(head, name);
  // oxlint-disable-next-line no-control-regex -- ASCII is the same in both
  if (value === undefined || /^[\u0000-\u007f]*$/.test(value)) return value;
  try {
    return utf8.decode(Buffer.from(value, "latin1"));
  } catch {
    return value;
  }
}
