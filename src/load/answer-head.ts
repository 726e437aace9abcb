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

/** Reads a head; undefined when it is none of HTTP/1, or says two things about where its body ends. */
export function parseHead(text: string): Head | undefined {
  // `HTTP/1.1 200 OK`, and some leave out the reason.
  if (!text.startsWith("HTTP/1.") || text.charCodeAt(8) !== 32) return undefined;
  const after = text.charCodeAt(12);
  const status = after === 32 || after === 13 ? statusOf(text) : undefined;
  if (status === undefined) return undefined;
  const alive = text.charCodeAt(7) === 49 ? !closing.test(text) : keeping.test(text);
  if (status === switching) return { status, text, alive: false, framing: "none", length: 0 };
  if (status < 200 || status === 204 || status === 304) return { status, text, alive, framing: "none", length: 0 };
  const coding = headerOf(text, "transfer-encoding");
  if (coding !== undefined) return coding.toLowerCase() === "chunked" ? { status, text, alive, framing: "chunked", length: 0 } : undefined;
  const length = headerOf(text, "content-length");
  if (length === undefined) return { status, text, alive: false, framing: "close", length: 0 };
  if (!/^\d{1,15}$/.test(length) || contradicts(text, length)) return undefined;
  return { status, text, alive, framing: Number(length) === 0 ? "none" : "length", length: Number(length) };
}

/** The protocol after it is another one, which nobody here speaks: it is the answer. */
export const switching = 101;

const closing = /\r\nconnection:(?:[^\r]*[, \t])?close[ \t]*[,\r]/i;
const keeping = /\r\nconnection:(?:[^\r]*[, \t])?keep-alive[ \t]*[,\r]/i;

function statusOf(text: string): number | undefined {
  const digits = text.slice(9, 12);
  return /^[1-5]\d\d$/.test(digits) ? Number(digits) : undefined;
}

function contradicts(text: string, length: string): boolean {
  for (const [, other] of text.matchAll(/\r\ncontent-length:[ \t]*([^\r]*?)[ \t]*(?=\r)/gi)) if (other !== length) return true;
  return false;
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
