import {
  brotliDecompressSync,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from "node:zlib";
import { headerOf } from "./answer-head.ts";

/**
 * What a body may grow to, bytes: all its codings together, so that many of them cost no more than
 * one.
 */
const outputLimit = 8 << 20;
/** Honest servers use one, rarely two. */
const codingLimit = 4;

const decoders: Readonly<Record<string, (body: Buffer, maxOutputLength: number) => Buffer>> = {
  identity: (body) => body,
  gzip: (body, maxOutputLength) => gunzipSync(body, { maxOutputLength }),
  "x-gzip": (body, maxOutputLength) => gunzipSync(body, { maxOutputLength }),
  // With its frame, as the standard says; some servers leave that out. The frame begins with a
  // method of 8.
  deflate: (body, maxOutputLength) =>
    ((body[0] ?? 0) % 16 === 8 ? inflateSync : inflateRawSync)(body, { maxOutputLength }),
  br: (body, maxOutputLength) => brotliDecompressSync(body, { maxOutputLength }),
  zstd: (body, maxOutputLength) => zstdDecompressSync(body, { maxOutputLength }),
};

/**
 * The text of a body, which servers may compress without being asked; undefined when it cannot be
 * read.
 */
export function textOf(body: Buffer | undefined, head: string): string | undefined {
  if (body === undefined) return undefined;
  const codings =
    headerOf(head, "content-encoding")
      ?.toLowerCase()
      .split(",")
      .map((coding) => coding.trim())
      .filter((coding) => coding !== "") ?? [];
  if (codings.length > codingLimit) return undefined;
  let plain = body;
  let left = outputLimit;
  for (const coding of codings.toReversed()) {
    const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
    if (decode === undefined) return undefined;
    try {
      plain = decode(plain, left);
      if (coding !== "identity") left -= plain.length;
    } catch {
      return undefined;
    }
  }
  return plain.toString();
}
