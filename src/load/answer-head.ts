/**
 * How a body ends: there is none, after a number of bytes, after its last chunk, or when the peer
 * closes.
 */
export type Framing = "none" | "length" | "chunked" | "close";

/** Status line and headers of a response. */
export interface Head {
  readonly status: number;
  /** As they came, latin1, each line ended by CRLF. */
  readonly text: string;
  /** The peer keeps the connection open. */
  readonly alive: boolean;
  readonly framing: Framing;
  readonly length: number;
}

/**
 * Reads a head; undefined when it is none of HTTP/1, or says two things about where its body ends.
 */
export function parseHead(text: string): Head | undefined {
  // `HTTP/1.1 200 OK`, and some leave out the reason.
  if (!text.startsWith("HTTP/1.") || text.charCodeAt(8) !== 32) return undefined;
  const after = text.charCodeAt(12);
  const status = after === 32 || after === 13 ? statusOf(text) : undefined;
  if (status === undefined) return undefined;
  const lower = text.toLowerCase();
  const says = tokensOf(lower, "connection");
  const alive = text.charCodeAt(7) === 49 ? !says.includes("close") : says.includes("keep-alive");
  if (status === switching) return { status, text, alive: false, framing: "none", length: 0 };
  if (status < 200 || status === 204 || status === 304)
    return { status, text, alive, framing: "none", length: 0 };
  const codings = valuesIn(lower, lower, "transfer-encoding");
  if (codings.length > 0)
    return codings.every((coding) => coding === "chunked")
      ? { status, text, alive, framing: "chunked", length: 0 }
      : undefined;
  const [length, ...others] = valuesIn(lower, lower, "content-length");
  if (length === undefined) return { status, text, alive: false, framing: "close", length: 0 };
  if (!/^\d{1,15}$/.test(length) || others.some((other) => other !== length)) return undefined;
  return {
    status,
    text,
    alive,
    framing: Number(length) === 0 ? "none" : "length",
    length: Number(length),
  };
}

/**
 * The connection switches to another protocol, which we do not speak, so the response ends here.
 */
export const switching = 101;

function statusOf(text: string): number | undefined {
  const digits = text.slice(9, 12);
  return /^[1-5]\d\d$/.test(digits) ? Number(digits) : undefined;
}

/**
 * The first value of a header, without blanks around it; undefined when there is none. Names in any
 * case.
 */
export function headerOf(head: string, name: string): string | undefined {
  return valuesIn(head, head.toLowerCase(), name.toLowerCase(), 1)[0];
}

function tokensOf(lower: string, name: string): readonly string[] {
  return valuesIn(lower, lower, name).flatMap((value) => value.split(/[, \t]/));
}

/** What is looked for in each head, put together once: that costs more than the search. */
const starts: ReadonlyMap<string, string> = new Map(
  ["connection", "transfer-encoding", "content-length"].map((name) => [name, `\r\n${name}:`]),
);

/**
 * The values of a header, found in the head in lower case. By hand: on a hostile head, patterns
 * cost its square and more.
 */
function valuesIn(
  head: string,
  lower: string,
  name: string,
  atMost = Number.POSITIVE_INFINITY,
): string[] {
  const found: string[] = [];
  const start = starts.get(name) ?? `\r\n${name}:`;
  for (
    let at = lower.indexOf(start);
    at >= 0 && found.length < atMost;
    at = lower.indexOf(start, at + 2)
  ) {
    const from = at + start.length;
    const end = head.indexOf("\r\n", from);
    if (end < 0) break;
    found.push(trimmed(head, from, end));
  }
  return found;
}

function trimmed(text: string, from: number, end: number): string {
  let [first, last] = [from, end];
  while (first < last && isBlank(text.charCodeAt(first))) first += 1;
  while (last > first && isBlank(text.charCodeAt(last - 1))) last -= 1;
  return text.slice(first, last);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
