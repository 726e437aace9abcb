/**
 * Reads JSON as Go's `encoding/json` decoder does: it reads only the first value, ignores the rest,
 * and reports every error in the same words. Toxiproxy's clients show these words to people, so a
 * drop-in server needs them too.
 */

/**
 * A parsed value that keeps how its numbers were written, because Go distinguishes `1.5` and `1e2`
 * from an integer.
 */
export type Json =
  | { readonly kind: "null" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "array"; readonly items: readonly Json[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [string, Json])[] };

/** A syntax error, in Go's words. */
export class JsonSyntaxError extends Error {}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

/** A list or an object that is still open, and the key that its next value belongs to. */
type Open =
  | { readonly kind: "array"; readonly items: Json[] }
  | { readonly kind: "object"; readonly members: [string, Json][]; key: string };

/** Go refuses deeper nesting than this. */
const depthMax = 10_000;

/**
 * The first JSON value of a body; throws `JsonSyntaxError` with Go's message. Open lists and
 * objects are kept in a list: recursion would overflow the stack.
 */
export function readJson(body: Uint8Array): Json {
  const reader: Reader = { bytes: body, at: 0 };
  skipSpace(reader);
  if (reader.at >= body.length) throw new JsonSyntaxError("EOF");
  const open: Open[] = [];
  let value = readValue(reader, open);
  for (;;) {
    const inner = open.at(-1);
    if (value !== undefined) {
      if (inner === undefined) return value;
      put(inner, value);
      skipSpace(reader);
    }
    value =
      inner === undefined
        ? readValue(reader, open)
        : readNext(reader, inner, open, value === undefined);
  }
}

/** A value with no others in it; undefined when it opened a list or an object. */
function readValue(reader: Reader, open: Open[]): Json | undefined {
  const c = peek(reader);
  switch (c) {
    case 0x7b: // {
      return begin(reader, open, { kind: "object", members: [], key: "" });
    case 0x5b: // [
      return begin(reader, open, { kind: "array", items: [] });
    case 0x22: // "
      return { kind: "string", value: readString(reader) };
    case 0x74:
      return readLiteral(reader, "true", { kind: "bool", value: true });
    case 0x66:
      return readLiteral(reader, "false", { kind: "bool", value: false });
    case 0x6e:
      return readLiteral(reader, "null", { kind: "null" });
    default:
      if (c === 0x2d || isDigit(c)) return readNumber(reader);
      throw unexpected(c, "looking for beginning of value");
  }
}

function begin(reader: Reader, open: Open[], made: Open): undefined {
  open.push(made);
  if (open.length > depthMax) throw new JsonSyntaxError("exceeded max depth");
  reader.at += 1;
  skipSpace(reader);
}

function put(into: Open, value: Json): void {
  if (into.kind === "array") into.items.push(value);
  else into.members.push([into.key, value]);
}

/**
 * The next value in an open list or object, or the complete list or object at its end. `fresh`: it
 * has just been opened.
 */
function readNext(reader: Reader, inner: Open, open: Open[], fresh: boolean): Json | undefined {
  const [close, where] =
    inner.kind === "array" ? [0x5d, "after array element"] : [0x7d, "after object key:value pair"];
  if (take(reader, close)) {
    open.pop();
    return inner.kind === "array"
      ? { kind: "array", items: inner.items }
      : { kind: "object", members: inner.members };
  }
  if (!fresh) {
    if (!take(reader, 0x2c)) throw unexpected(peek(reader), where);
    skipSpace(reader);
  }
  if (inner.kind === "object") {
    if (peek(reader) !== 0x22)
      throw unexpected(peek(reader), "looking for beginning of object key string");
    inner.key = readString(reader);
    skipSpace(reader);
    if (!take(reader, 0x3a)) throw unexpected(peek(reader), "after object key");
    skipSpace(reader);
  }
  return readValue(reader, open);
}

function readString(reader: Reader): string {
  const start = reader.at;
  reader.at += 1;
  let escaped = false;
  for (;;) {
    const c = peek(reader);
    reader.at += 1;
    if (c === 0x22) break;
    if (c < 0x20) throw unexpected(c, "in string literal");
    if (c === 0x5c) {
      escaped = true;
      checkEscape(reader);
    }
  }
  const raw = Buffer.from(
    reader.bytes.buffer,
    reader.bytes.byteOffset + start,
    reader.at - start,
  ).toString("utf8");
  if (!escaped) return raw.slice(1, -1);
  const parsed: unknown = JSON.parse(raw);
  return String(parsed).toWellFormed();
}

function checkEscape(reader: Reader): void {
  const c = peek(reader);
  reader.at += 1;
  if (c !== 0x75) {
    if (!'"\\/bfnrt'.includes(String.fromCharCode(c))) throw unexpected(c, "in string escape code");
    return;
  }
  for (let i = 0; i < 4; i += 1) {
    const digit = peek(reader);
    if (!/[0-9a-fA-F]/.test(String.fromCharCode(digit)))
      throw unexpected(digit, "in \\u hexadecimal character escape");
    reader.at += 1;
  }
}

function readLiteral(reader: Reader, word: string, value: Json): Json {
  for (let i = 0; i < word.length; i += 1) {
    const c = peek(reader);
    if (c !== word.charCodeAt(i))
      throw unexpected(c, `in literal ${word} (expecting '${word.charAt(i)}')`);
    reader.at += 1;
  }
  return value;
}

function readNumber(reader: Reader): Json {
  const start = reader.at;
  take(reader, 0x2d);
  if (!isDigit(peek(reader))) throw unexpected(peek(reader), "in numeric literal");
  if (!take(reader, 0x30)) digits(reader);
  if (take(reader, 0x2e)) {
    if (!isDigit(peek(reader)))
      throw unexpected(peek(reader), "after decimal point in numeric literal");
    digits(reader);
  }
  if (take(reader, 0x65) || take(reader, 0x45)) {
    if (!take(reader, 0x2b)) take(reader, 0x2d);
    if (!isDigit(peek(reader))) throw unexpected(peek(reader), "in exponent of numeric literal");
    digits(reader);
  }
  return {
    kind: "number",
    text: String.fromCharCode(...reader.bytes.subarray(start, Math.min(reader.at, start + 4_096))),
  };
}

function digits(reader: Reader): void {
  while (isDigit(reader.bytes[reader.at] ?? 0)) reader.at += 1;
}

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39;
}

function peek(reader: Reader): number {
  const c = reader.bytes[reader.at];
  if (c === undefined) throw new JsonSyntaxError("unexpected EOF");
  return c;
}

function take(reader: Reader, wanted: number): boolean {
  if (reader.bytes[reader.at] !== wanted) return false;
  reader.at += 1;
  return true;
}

function skipSpace(reader: Reader): void {
  for (
    let c = reader.bytes[reader.at];
    c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0d;
    c = reader.bytes[reader.at]
  )
    reader.at += 1;
}

function unexpected(c: number, where: string): JsonSyntaxError {
  return new JsonSyntaxError(`invalid character ${quoteByte(c)} ${where}`);
}

const shortEscapes = new Map([
  [0x07, "\\a"],
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0b, "\\v"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
  [0x27, "\\'"],
  [0x5c, "\\\\"],
]);

function quoteByte(c: number): string {
  const hex = c.toString(16).padStart(2, "0");
  const short = shortEscapes.get(c);
  if (short !== undefined) return `'${short}'`;
  if (c < 0x20 || c === 0x7f) return `'\\x${hex}'`;
  if ((c >= 0x80 && c <= 0xa0) || c === 0xad) return `'\\u00${hex}'`;
  return `'${String.fromCharCode(c)}'`;
}
