import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
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

test.each(["gzip", "deflate", "br", "zstd", "compress", "__proto__", "constructor", "gzip, odd"])("a body that is not in %j as it says cannot be read, and neither can one that grows too large", (coding) => {
  expect(textOf(Buffer.from("plain"), head(coding))).toBeUndefined();
  expect(textOf(Buffer.alloc(0), head(coding)) ?? "").toBe("");
  expect(textOf(gzipSync(Buffer.alloc(9 << 20)), head("gzip"))).toBeUndefined();
});
