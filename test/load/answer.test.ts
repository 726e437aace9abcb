import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerReader, type Answer } from "../../src/load/answer.ts";
import { headerOf } from "../../src/load/answer-head.ts";

/**
 * Feeds the bytes in pieces cut at the given places; every piece is overwritten afterwards, as a
 * socket's buffer is.
 */
function read(
  text: string,
  cuts: readonly number[] = [],
  closes = false,
): Answer | "broken" | undefined {
  const bytes = Buffer.from(text, "latin1");
  const reader = answerReader();
  reader.expect(true);
  const places = [
    0,
    ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b),
    bytes.length,
  ];
  let outcome: Answer | "broken" | undefined;
  for (const [i, to] of places.slice(1).entries()) {
    const piece = Buffer.from(bytes.subarray(places[i] ?? 0, to));
    if (piece.length === 0) continue;
    outcome = reader.feed(piece);
    piece.fill(0);
    if (outcome === "broken") return outcome;
  }
  return closes ? reader.end() : outcome;
}

const shown = (answer: Answer | "broken" | undefined): unknown =>
  typeof answer === "object"
    ? { status: answer.status, body: answer.body?.toString("latin1"), reusable: answer.reusable }
    : answer;

const head = (lines: readonly string[]): string => `${lines.join("\r\n")}\r\n\r\n`;

describe("an answer", () => {
  const bodies = fc.string({ maxLength: 400 }).map((text) => Buffer.from(text).toString("latin1"));

  test("is the same whatever the pieces it comes in, by length or in chunks", () => {
    fc.assert(
      fc.property(
        bodies,
        fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }),
        fc.array(fc.nat(2_000), { maxLength: 12 }),
        fc.boolean(),
        fc.boolean(),
        (body, sizes, cuts, chunked, interim) => {
          const before = interim ? head(["HTTP/1.1 100 Continue"]) : "";
          const text = chunked
            ? `${head(["HTTP/1.1 201 Created", "Transfer-Encoding: chunked"])}${inChunks(body, sizes)}`
            : `${head(["HTTP/1.1 201 Created", `Content-Length: ${body.length}`])}${body}`;
          expect(shown(read(before + text, cuts))).toEqual({ status: 201, body, reusable: true });
        },
      ),
    );
  });

  function inChunks(body: string, sizes: readonly number[]): string {
    let [text, from] = ["", 0];
    for (const size of [...sizes, body.length]) {
      const part = body.slice(from, from + size);
      if (part === "") break;
      text += `${part.length.toString(16)};note=1\r\n${part}\r\n`;
      from += size;
    }
    return `${text}0\r\nTrailer: yes\r\n\r\n`;
  }

  test("without a length ends when the connection does, and the connection is not used again", () => {
    const text = `${head(["HTTP/1.1 200 OK"])}all of it`;
    expect(shown(read(text))).toBeUndefined();
    expect(shown(read(text, [30], true))).toEqual({
      status: 200,
      body: "all of it",
      reusable: false,
    });
  });

  test("is broken when the connection ends before it does", () => {
    expect(read(`${head(["HTTP/1.1 200 OK", "Content-Length: 10"])}half`, [], true)).toBe("broken");
    expect(read("HTTP/1.1 20", [], true)).toBe("broken");
    expect(
      read(`${head(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"])}5\r\nhel`, [], true),
    ).toBe("broken");
  });

  test.each([
    "SSH-2.0-OpenSSH_9.6\r\n\r\n",
    head(["HTTP/1.1 banana"]),
    head(["HTTP/1.1 200 OK", "Content-Length: ten"]),
    `${head(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"])}zz\r\n`,
    `HTTP/1.1 200 OK\r\n${"x".repeat(70_000)}`,
  ])("that is none is broken: %#", (text) => expect(read(text)).toBe("broken"));

  test.each([
    [["HTTP/1.1 204 No Content"], true],
    [["HTTP/1.1 200 OK", "Content-Length: 0", "Connection: close"], false],
    [["HTTP/1.0 200 OK", "Content-Length: 0"], false],
    [["HTTP/1.0 200 OK", "Content-Length: 0", "Connection: Keep-Alive"], true],
  ] as const)("says whether its connection can be used again: %j", (lines, reusable) =>
    expect(shown(read(head(lines)))).toMatchObject({ body: "", reusable }),
  );

  test("that nobody asked for breaks the connection, and so does more than was asked for", () => {
    expect(answerReader().feed(Buffer.from(head(["HTTP/1.1 200 OK", "Content-Length: 0"])))).toBe(
      "broken",
    );
    expect(
      shown(read(`${head(["HTTP/1.1 200 OK", "Content-Length: 2"])}okHTTP/1.1`)),
    ).toMatchObject({ body: "ok", reusable: false });
  });

  test("has a head of 64 KiB at most, whatever the pieces", () => {
    const long = (bytes: number): string => {
      const before = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Pad: ";
      return `${before}${"x".repeat(bytes - before.length - 4)}\r\n\r\n`;
    };
    for (const cuts of [[], [1], [65_535], [65_536], [65_537], [100, 65_538]]) {
      expect(shown(read(`${long(65_536)}ok`, cuts))).toEqual({
        status: 200,
        body: "ok",
        reusable: true,
      });
      expect(read(`${long(65_537)}ok`, cuts)).toBe("broken");
      expect(read(`${long(65_537)}ok`.replaceAll("\r\n", "\n").replace("x", "xxxxx"), cuts)).toBe(
        "broken",
      );
    }
  });

  // A pattern takes minutes for the first of them.
  test.each([
    "Transfer-Encoding:",
    "Content-Length: 2\r\nContent-Length:",
    "Connection:",
    "Keep-Alive: a",
  ])("whose head is full of blanks is read like any other: %j", (start) => {
    expect(
      read(`HTTP/1.1 200 OK\r\n${start}${" ".repeat(60_000)}\rx\r\nContent-Length: 2\r\n\r\nok`),
    ).toBeDefined();
    const kept = `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Odd: a${" \t".repeat(30_000)}b\r\n\r\nok`;
    expect(headerOf(kept, "x-odd")).toHaveLength(60_002);
    expect(shown(read(kept))).toEqual({ status: 200, body: "ok", reusable: true });
  });

  test("says close and keep-alive in any of its Connection headers, and no two transfer codings", () => {
    const lines = (...more: string[]): string =>
      head(["HTTP/1.1 200 OK", ...more, "Content-Length: 0"]);
    expect(shown(read(lines("Connection: upgrade", "connection: foo , Close")))).toMatchObject({
      reusable: false,
    });
    expect(shown(read(lines("Connection: closed, not-close")))).toMatchObject({ reusable: true });
    expect(read(lines("Transfer-Encoding: chunked", "Transfer-Encoding: gzip"))).toBe("broken");
  });

  test("comes after 64 interim ones at most; each request counts its own", () => {
    const interims = (count: number): string =>
      `${head(["HTTP/1.1 100 Continue"]).repeat(count)}${head(["HTTP/1.1 200 OK", "Content-Length: 2"])}ok`;
    expect(shown(read(interims(64), [700]))).toEqual({ status: 200, body: "ok", reusable: true });
    expect(read(interims(65), [700])).toBe("broken");
    const reader = answerReader();
    for (let request = 0; request < 2; request += 1) {
      reader.expect(true);
      expect(shown(reader.feed(Buffer.from(interims(40))))).toMatchObject({ status: 200 });
    }
  });

  test.each([
    "5\nhello\r\n0\r\n\r\n",
    "5\r\nhello\r\n0\n\n",
    "5\r\nhello\r\n0\r\nA: 1\n\r\n",
    `5;${"e".repeat(9_000)}\r\nhello\r\n0\r\n\r\n`,
  ])("with a chunk's line ended by LF alone, or too long, is broken at once: %#", (body) => {
    expect(read(`${head(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"])}${body}`)).toBe(
      "broken",
    );
  });

  test("of any bytes at all is read without a crash", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300, unit: "binary-ascii" }),
        fc.array(fc.nat(300), { maxLength: 5 }),
        (junk, cuts) => void read(`HTTP/1.1 200 OK\r\n${junk}`, cuts, true),
      ),
    );
  });
});

test("headers are found in any case and without the blanks around their values", () => {
  const text = "HTTP/1.1 200 OK\r\nX-Session:   s-7 \r\nempty:\r\nx-session: later\r\n";
  expect([
    headerOf(text, "x-session"),
    headerOf(text, "Empty"),
    headerOf(text, "session"),
    headerOf(text, "x-.*"),
  ]).toEqual(["s-7", "", undefined, undefined]);
});
