/** The manners of the odd server: what it does to a request, and how that request must end. */
import type { LoadStep } from "../../src/event/flow.ts";
import type { Socket } from "node:net";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { Random } from "../../src/kernel/random.ts";

/**
 * `either`: what a client sees of it is a matter of who is faster, so it may be good or an error.
 */
export type Ending = "good" | "error" | "timeout" | "either";

export interface Visit {
  readonly socket: Socket;
  readonly random: Random;
  readonly id: string;
  /** How many requests this connection has carried before. */
  readonly served: number;
  /** The request has been here before. */
  readonly again: boolean;
  /** When the request's last byte has come. */
  readonly whole: Promise<void>;
  note(ending: Ending): void;
}

export interface Manner {
  /** Costs both sides much work, so it comes less often. */
  readonly heavy?: boolean;
  /** What is asked, where it is not a plain GET that wants 200. */
  readonly step?: Partial<LoadStep>;
  act(visit: Visit): Promise<void>;
}

const bulk = "x".repeat(600_000);
const ok = (body: string, more: readonly string[] = []): string =>
  `HTTP/1.1 200 OK\r\n${[`Content-Length: ${Buffer.byteLength(body)}`, ...more].map((line) => `${line}\r\n`).join("")}\r\n${body}`;
const chunkedHead = (more: readonly string[] = []): string =>
  `HTTP/1.1 200 OK\r\n${["Transfer-Encoding: chunked", ...more].map((line) => `${line}\r\n`).join("")}\r\n`;

/** Writes in pieces of random sizes, now and then a turn of the event loop apart. */
async function inPieces(visit: Visit, text: string | Buffer, pieces = 6): Promise<void> {
  const bytes = Buffer.from(text);
  const cuts = Array.from({ length: visit.random.below(pieces) }, () =>
    visit.random.below(bytes.length + 1),
  ).toSorted((a, b) => a - b);
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    if (to > from) visit.socket.write(bytes.subarray(from, to));
    from = to;
    if (visit.random.below(2) === 0) await turn();
  }
}

function hangUp({ socket, random }: Pick<Visit, "socket" | "random">): void {
  if (random.below(2) === 0) socket.end();
  else socket.resetAndDestroy();
}

/** After what was written has left: a reset would overtake it. */
const flushed = (socket: Socket, text: string): Promise<void> =>
  new Promise((resolve) => void socket.write(text, () => resolve()));

/** An answer that is sent as it should be. */
const says = (
  ending: Ending,
  text: (visit: Visit) => string | Buffer,
  then: (visit: Visit) => void = () => undefined,
  step?: Partial<LoadStep>,
): Manner => ({
  ...(step !== undefined && { step }),
  async act(visit) {
    visit.note(ending);
    await visit.whole;
    await inPieces(visit, text(visit));
    then(visit);
  },
});

function inChunks({ random }: Visit, body: string): string {
  let [text, from] = ["", 0];
  while (from < body.length) {
    const size = 1 + random.below(body.length - from);
    const extension = random.pick(["", ";note=1", ' ; q="a b"', ";"]);
    text += `${"0".repeat(random.below(3))}${random.below(2) === 0 ? size.toString(16) : size.toString(16).toUpperCase()}${extension}\r\n${body.slice(from, from + size)}\r\n`;
    from += size;
  }
  return `${text}0\r\n${random.pick(["", "X-Sum: 1\r\n", "A: 1\r\nB: 2\r\n"])}\r\n`;
}

const fin = ({ socket }: Visit): void => void socket.end();
const post: Partial<LoadStep> = { method: "POST", body: "{number}" };
const caught: Partial<LoadStep> = { capture: { found: { json: "$.id" } } };
const compressed = (of: (text: string) => Buffer, coding: string): Manner =>
  says(
    "good",
    ({ id }) => {
      const body = of(JSON.stringify({ id: `${id}`, pad: "a".repeat(500) }));
      return Buffer.concat([
        Buffer.from(
          `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`,
        ),
        body,
      ]);
    },
    undefined,
    caught,
  );

/**
 * Is it the first time, and on a connection that has carried a request before? Then it is closed
 * under the request.
 */
function underTheRequest(
  ending: "good" | "error",
  step: Partial<LoadStep>,
  close: (visit: Visit) => void | Promise<void>,
): Manner {
  return {
    step,
    async act(visit) {
      await visit.whole;
      const closes = visit.served > 0 && !visit.again;
      if (!visit.again) visit.note(closes ? ending : "good");
      if (closes) await close(visit);
      else await inPieces(visit, ok("back"));
    },
  };
}

/** Grows to 64 MiB. */
const bomb = ((body: Buffer) =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`,
    ),
    body,
  ]))(gzipSync(Buffer.alloc(64 << 20)));
const crumbs = `${chunkedHead()}7\r\n{"id":1\r\n${"1\r\n \r\n".repeat(150_000)}1\r\n}\r\n0\r\n\r\n`;

export const manners: Readonly<Record<string, Manner>> = {
  // As it should be.
  plain: says("good", () => ok("hello")),
  posted: says("good", () => ok("hello"), undefined, post),
  chunks: says(
    "good",
    (visit) => chunkedHead() + inChunks(visit, "y".repeat(1 + visit.random.below(3_000))),
  ),
  codings: says(
    "good",
    (visit) =>
      chunkedHead(["Trailer: X-Sum"]).replace("chunked", "Chunked ") +
      inChunks(visit, "z".repeat(50)),
  ),
  interim: says(
    "good",
    ({ random }) =>
      `${random.pick(["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", "HTTP/1.1 102 Processing\r\n\r\n"]).repeat(1 + random.below(3))}${ok("hello")}`,
  ),
  closes: says("good", () => `HTTP/1.1 200 OK\r\n\r\nuntil the end`, fin),
  closesToo: says("good", () => ok("hello", ["Connection: Close"]), fin),
  closesListed: says("good", () => ok("hello", ["Connection: foo, close"]), fin),
  old: says("good", () => "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", fin),
  noReason: says("good", () => "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"),
  newlines: says("good", () => "HTTP/1.1 200 OK\nContent-Length: 4\n\nfine"),
  twice: says("good", () => ok("hello", ["Content-Length: 5"])),
  longHead: says("good", () =>
    ok(
      "hello",
      Array.from({ length: 60 }, (_, i) => `X-${i}: ${"v".repeat(1_000)}`),
    ),
  ),
  large: { ...says("good", ({ random }) => ok(bulk.slice(random.below(500_000)))), heavy: true },
  empty204: says("good", () => "HTTP/1.1 204 No Content\r\n\r\n", undefined, { expectStatus: 204 }),
  empty304: says(
    "good",
    () => "HTTP/1.1 304 Not Modified\r\nContent-Length: 400\r\n\r\n",
    undefined,
    { expectStatus: 304 },
  ),
  moved: says(
    "good",
    () => "HTTP/1.1 302 Found\r\nLocation: /plain/1\r\nContent-Length: 0\r\n\r\n",
    undefined,
    { expectStatus: 302 },
  ),
  onceMore: says("good", () => ok("hello"), hangUp),
  gzip: compressed(gzipSync, "gzip"),
  deflate: compressed(deflateSync, "deflate"),
  deflateRaw: compressed(deflateRawSync, "deflate"),
  brotli: compressed(brotliCompressSync, "br"),
  layered: compressed((text) => brotliCompressSync(gzipSync(text)), "gzip, br"),
  identity: compressed(Buffer.from, "identity"),
  drip: {
    async act(visit) {
      visit.note("good");
      for (const byte of chunkedHead() + inChunks(visit, "slow")) await flushed(visit.socket, byte);
    },
  },
  // The answer comes before the request is whole.
  early: {
    heavy: true,
    step: { method: "POST", body: bulk },
    act: async (visit) => (visit.note("good"), inPieces(visit, ok("early"))),
  },
  earlyNo: {
    heavy: true,
    step: { method: "POST", body: bulk, expectStatus: 413 },
    act: async (visit) => (
      visit.note("good"),
      inPieces(visit, "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    ),
  },
  earlyEnd: {
    heavy: true,
    step: { method: "POST", body: bulk, expectStatus: 413 },
    act: async (visit) => (
      visit.note("either"),
      await inPieces(
        visit,
        "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
      ),
      hangUp(visit)
    ),
  },
  // Closed under the request: sent again once where that is safe.
  closedUnderGet: underTheRequest("good", {}, hangUp),
  closedUnderPut: underTheRequest("good", { method: "PUT", body: "{number}" }, hangUp),
  closedUnderDelete: underTheRequest("good", { method: "DELETE" }, hangUp),
  closedUnderKeyed: underTheRequest(
    "good",
    { ...post, headers: { "Idempotency-Key": "k-{number}" } },
    hangUp,
  ),
  closedUnderPost: underTheRequest("error", post, hangUp),
  closedUnderBegun: underTheRequest(
    "error",
    {},
    async (visit) => (await flushed(visit.socket, "HTTP/1.1 2"), hangUp(visit)),
  ),
  // What is none, or is cut.
  nothing: { act: async (visit) => (visit.note("error"), hangUp(visit)) },
  nothingYet: {
    act: async (visit) => (visit.note("error"), await sleep(visit.random.below(20)), hangUp(visit)),
  },
  interimOnly: says("error", () => "HTTP/1.1 100 Continue\r\n\r\n", hangUp),
  switches: says(
    "error",
    () => "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
  ),
  midHead: says("error", ({ random }) => ok("hello").slice(0, 1 + random.below(35)), hangUp),
  midBody: says("error", ({ random }) => ok("hello hello").slice(0, -1 - random.below(11)), hangUp),
  midChunks: says(
    "error",
    (visit) =>
      (chunkedHead() + inChunks(visit, "hello hello")).slice(0, -1 - visit.random.below(20)),
    hangUp,
  ),
  badChunk: says(
    "error",
    ({ random }) =>
      `${chunkedHead()}${random.pick(["xyz\r\nhello\r\n", "-5\r\nhello\r\n", "5\nhello\r\n", "\r\nhello\r\n", "5hello\r\n", " 5\r\nhello\r\n", "fffffffffffffffffff\r\nhello\r\n"])}0\r\n\r\n`,
    undefined,
  ),
  badChunkEnd: says("error", () => `${chunkedHead()}5\r\nhelloXX0\r\n\r\n`),
  longChunkLine: says("error", () => `${chunkedHead()}5;${"e".repeat(100_000)}`),
  badLength: says(
    "error",
    ({ random }) =>
      ok("hello").replace(
        "Content-Length: 5",
        `Content-Length: ${random.pick(["five", "-5", "+5", "5, 6", "5.0", "0x5", "99999999999999999999"])}`,
      ),
    undefined,
  ),
  twoLengths: says("error", () => ok("hello", ["Content-Length: 6"])),
  badCoding: says("error", () => chunkedHead().replace("chunked", "identity-ish")),
  tooLongHead: says("error", () => `HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(30_000)}`),
  noHttp: says("error", ({ random }) =>
    random.pick([
      "SSH-2.0-OpenSSH_9.6\r\n\r\n",
      "HTTP/2 200\r\n\r\n",
      "HTTP/1.1 999 Odd\r\n\r\n",
      "HTTP/1.1 2000 OK\r\n\r\n",
      "HTTP/1.1  200 OK\r\n\r\n",
      "\0\0\0\u0001\r\n\r\n",
      "<html></html>\n\n",
    ]),
  ),
  badGzip: says(
    "error",
    () => ok("not compressed at all", ["Content-Encoding: gzip"]),
    undefined,
    caught,
  ),
  oddCoding: says(
    "error",
    () => ok('{"id": 1}', ["Content-Encoding: aes128gcm"]),
    undefined,
    caught,
  ),
  cutGzip: says(
    "error",
    () => {
      const body = gzipSync(JSON.stringify({ id: 1, pad: "abcdef".repeat(99) })).subarray(0, -12);
      return Buffer.concat([
        Buffer.from(
          `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`,
        ),
        body,
      ]);
    },
    undefined,
    caught,
  ),
  bomb: { ...says("error", () => bomb, undefined, caught), heavy: true },
  // More than was asked for: the answer is good, what follows must not be taken for another one's
  // without a close.
  pipelined: says("either", () => ok("hello") + ok("and another")),
  bodyOf204: says("either", () => "HTTP/1.1 204 No Content\r\n\r\nbut a body", undefined, {
    expectStatus: 204,
  }),
  longer: says("either", ({ random }) => ok("hello") + "x".repeat(1 + random.below(2_000))),
  // No end.
  never: { act: async ({ note }) => note("timeout") },
  neverHead: says("timeout", ({ random }) => ok("hello").slice(0, 1 + random.below(35))),
  neverBody: says("timeout", () => ok("hello").replace("5", "5000")),
  neverChunk: says("timeout", () => `${chunkedHead()}5\r\nhello\r\n`),
  neverTrailer: says("timeout", () => `${chunkedHead()}0\r\nX-Sum: 1\r\n`),
  neverClose: says("timeout", () => "HTTP/1.1 200 OK\r\n\r\nto be continued"),
  neverReads: {
    heavy: true,
    step: { method: "POST", body: bulk.repeat(20) },
    act: async ({ socket, note }) => (note("timeout"), void socket.pause()),
  },
  // Many small chunks: what is kept of them must not cost their square.
  crumbs: { ...says("good", () => crumbs, undefined, caught), heavy: true },
};
