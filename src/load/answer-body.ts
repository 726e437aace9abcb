import type { Framing } from "./answer-head.ts";

/** Takes the bytes of one body. */
export interface BodyReader {
  /** Takes what belongs to the body from the front of `data`, and says how many bytes that was. */
  feed(data: Buffer): number;
  readonly state: "open" | "whole" | "broken";
}

/** A chunk's size line or a trailer is never longer, bytes. */
const lineLimit = 1 << 13;

/**
 * A reader for a body framed in this way. `keep` receives its bytes and must copy them immediately.
 */
export function bodyReader(
  framing: Framing,
  length: number,
  keep: ((part: Buffer) => void) | undefined,
): BodyReader {
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
  let at: "size" | "data" | "data-end" | "trailer" | "whole" | "broken" = "size";
  /** Of the chunk's data. */
  let left = 0;

  /** One step; 0 when it needs more bytes. */
  function step(data: Buffer, from: number): number {
    if (at === "data") {
      const taken = Math.min(left, data.length - from);
      keep?.(data.subarray(from, from + taken));
      left -= taken;
      if (left === 0) at = "data-end";
      return taken;
    }
    if (at === "data-end") {
      if (data.length - from < 2) return 0;
      at = data[from] === 13 && data[from + 1] === 10 ? "size" : "broken";
      return 2;
    }
    const lf = data.indexOf(10, from);
    // A line that LF alone ends may be read as one by some and as a part of another by others.
    if (
      (lf < 0 ? data.length : lf) - from > lineLimit ||
      (lf >= 0 && (lf === from || data[lf - 1] !== 13))
    )
      at = "broken";
    if (lf < 0 || at === "broken") return 0;
    const end = lf - 1;
    if (at === "trailer") {
      if (end === from) at = "whole";
      return end - from + 2;
    }
    const size = /^[0-9a-f]{1,12}(?=[; \t]|$)/i.exec(data.toString("latin1", from, end))?.[0];
    left = Number.parseInt(size ?? "", 16);
    if (size === undefined) at = "broken";
    else at = left === 0 ? "trailer" : "data";
    return end - from + 2;
  }

  return {
    feed(data) {
      let taken = 0;
      while (at !== "whole" && at !== "broken" && taken < data.length) {
        const more = step(data, taken);
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
