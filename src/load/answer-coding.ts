import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { headerOf } from "./answer-head.ts";

/** What a body may grow to, bytes. */
const maxOutputLength = 8 << 20;

const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  identity: (body) => body,
  gzip: (body) => gunzipSync(body, { maxOutputLength }),
  "x-gzip": (body) => gunzipSync(body, { maxOutputLength }),
  // With its frame, as the standard says; some servers leave that out. The frame begins with a method of 8.
  deflate: (body) => ((body[0] ?? 0) % 16 === 8 ? inflateSync : inflateRawSync)(body, { maxOutputLength }),
  br: (body) => brotliDecompressSync(body, { maxOutputLength }),
  zstd: (body) => zstdDecompressSync(body, { maxOutputLength }),
};

/** The text of a body, which servers may compress although nobody asked for it; undefined when it cannot be read. */
export function textOf(body: Buffer | undefined, head: string): string | undefined {
  if (body === undefined) return undefined;
  const codings = headerOf(head, "content-encoding")?.toLowerCase().split(",").map((coding) => coding.trim()).filter((coding) => coding !== "") ?? [];
  let plain = body;
  for (const coding of codings.toReversed()) {
    const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
    if (decode === undefined) return undefined;
    try {
      plain = decode(plain);
    } catch {
      return undefined;
    }
  }
  return plain.toString();
}
