import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { expect, test } from "vitest";
import { textOf } from "../../src/load/answer-coding.ts";

const text = JSON.stringify({ id: 7, pad: "ä".repeat(2_000) });
const head = (coding: string): string => `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\n`;

test.each<[string, (plain: Buffer) => Buffer]>([
  ["gzip", gzipSync],
  ["X-GZIP", gzipSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  ["br", brotliCompressSync],
  ["zstd", zstdCompressSync],
  ["identity", (plain) => plain],
  ["", (plain) => plain],
  ["deflate,  gzip", (plain) => gzipSync(deflateSync(plain))],
])("a body in %j is read", (coding, compress) => {
  expect(textOf(compress(Buffer.from(text)), head(coding))).toBe(text);
  expect(textOf(Buffer.from(text), "HTTP/1.1 200 OK\r\n")).toBe(text);
});

test.each(["gzip", "deflate", "br", "zstd", "compress", "__proto__", "constructor", "gzip, odd"])(
  "a body that is not in %j as it says cannot be read, and neither can one that grows too large",
  (coding) => {
    expect(textOf(Buffer.from("plain"), head(coding))).toBeUndefined();
    expect(textOf(Buffer.alloc(0), head(coding)) ?? "").toBe("");
    expect(textOf(gzipSync(Buffer.alloc(9 << 20)), head("gzip"))).toBeUndefined();
  },
);

test("four codings are read, five are not, and all of them together may grow to 8 MiB", () => {
  const zipped = (times: number, plain: Buffer): Buffer =>
    times === 0 ? plain : zipped(times - 1, gzipSync(plain));
  const coding = (times: number): string =>
    head(Array.from({ length: times }, () => "gzip").join(", "));
  expect(textOf(zipped(4, Buffer.from(text)), coding(4))).toBe(text);
  expect(textOf(zipped(5, Buffer.from(text)), coding(5))).toBeUndefined();
  const large = Buffer.alloc(5 << 20);
  expect(textOf(gzipSync(large), coding(1))).toHaveLength(5 << 20);
  expect(textOf(gzipSync(gzipSync(large, { level: 0 })), coding(2))).toBeUndefined();
});
