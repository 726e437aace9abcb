/** How a body ends: there is none, after a number of bytes, after its last chunk, or when the peer closes. */
export type Framing = "none" | "length" | "chunked" | "close";

/** Status line and headers of an answer. */
export interface Head {
  readonly status: number;
  /** As they came, latin1, each line ended by CRLF. */
  readonly text: string;
  /** The peer keeps the connection open. */
  readonly alive: boolean;
  readonly framing: Framing;
  readonly length: number;
}

/** Reads a head; undefined when it is none of HTTP/1. */
export function parseHead(text: string): Head | undefined {
  // `HTTP/1.1 200 OK`
  if (!text.startsWith("HTTP/1.") || text.charCodeAt(8) !== 32) return undefined;
  const status = Number(text.slice(9, 12));
  if (!(status >= 100 && status <= 599)) return undefined;
  const connection = headerOf(text, "connection")?.toLowerCase();
  const alive = text.charCodeAt(7) === 49 ? connection !== "close" : connection === "keep-alive";
  if (status < 200 || status === 204 || status === 304) return { status, text, alive, framing: "none", length: 0 };
  if (headerOf(text, "transfer-encoding")?.toLowerCase().endsWith("chunked") === true) return { status, text, alive, framing: "chunked", length: 0 };
  const length = headerOf(text, "content-length");
  if (length === undefined) return { status, text, alive: false, framing: "close", length: 0 };
  return /^\d{1,15}$/.test(length) ? { status, text, alive, framing: length === "0" ? "none" : "length", length: Number(length) } : undefined;
}

const patterns = new Map<string, RegExp>();

/** The first value of a header, without blanks around it; undefined when there is none. Names in any case. */
export function headerOf(head: string, name: string): string | undefined {
  let pattern = patterns.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`\\r\\n${name.replaceAll(/[^\w-]/g, "\\$&")}:[ \\t]*([^\\r]*?)[ \\t]*\\r\\n`, "i");
    patterns.set(name, pattern);
  }
  return pattern.exec(head)?.[1];
}
