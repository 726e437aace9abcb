import type { Framing } from "./answer-head.ts";

/** Takes the bytes of one body. */
export interface BodyReader {
  /** Takes what belongs to the body from the front of `data`, and says how many bytes that was. */
  feed(data: Buffer): number;
  readonly state: "open" | "whole" | "broken";
}

/** A chunk's size line or a trailer is never longer, bytes. */
const lineLimit = 1 << 13;
const crlf = Buffer.from("\r\n");

/** A reader for a body framed in this way; `keep` is given its bytes, to be copied at once. */
export function bodyReader(framing: Framing, length: number, keep: ((part: Buffer) => void) | undefined): BodyReader {
  if (framing === "chunked") return chunkedReader(keep);
  let left = framing === "length" ? length : Number.POSITIVE_INFINITY;
  return {
    feed(data) {
      const taken = Math.min(left, data.length);
      keep?.(data.subarray(0, taken));
      left -= taken;
      return taken;
    },
    get state() {
      return left === 0 ? "whole" : "open";
    },
  };
}

function chunkedReader(keep: ((part: Buffer) => void) | undefined): BodyReader {
  let at: "size" | "data" | "trailer" | "whole" | "broken" = "size";
  /** Of the chunk's data and the CRLF after it. */
  let left = 0;

  /** One step; 0 when it needs more bytes. */
  function step(data: Buffer): number {
    if (at === "data") {
      const taken = Math.min(left, data.length);
      keep?.(data.subarray(0, Math.min(taken, Math.max(0, left - 2))));
      left -= taken;
      if (left === 0) at = "size";
      return taken;
    }
    const end = data.indexOf(crlf);
    if (end < 0) {
      if (data.length > lineLimit) at = "broken";
      return 0;
    }
    const line = data.toString("latin1", 0, end);
    if (at === "trailer") {
      if (line === "") at = "whole";
      return end + 2;
    }
    const size = /^[0-9a-f]{1,8}(?=[; \t]|$)/i.exec(line)?.[0];
    left = Number.parseInt(size ?? "", 16) + 2;
    at = size === undefined ? "broken" : left === 2 ? "trailer" : "data";
    return end + 2;
  }

  return {
    feed(data) {
      let taken = 0;
      while (at !== "whole" && at !== "broken" && taken < data.length) {
        const more = step(data.subarray(taken));
        if (more === 0) break;
        taken += more;
      }
      return taken;
    },
    get state() {
      return at === "whole" || at === "broken" ? at : "open";
    },
  };
}
