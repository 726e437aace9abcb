import { bodyReader, type BodyReader } from "./answer-body.ts";
import { parseHead, switching, type Head } from "./answer-head.ts";

/** The response to one request. */
export interface Answer {
  readonly status: number;
  /** Status line and headers as they came; `headerOf` looks one up. */
  readonly head: string;
  /** Undefined unless it was wanted. Cut at 1 MiB. */
  readonly body: Buffer | undefined;
  /** The connection can carry another request. */
  readonly reusable: boolean;
}

/** Reads the responses on one connection, one at a time, however they are split into chunks. */
export interface AnswerReader {
  /** Expects the next response; `wantsBody` keeps its body. */
  expect(wantsBody: boolean): void;
  /**
   * Takes a chunk. Returns the response once it is whole, or "broken" when it is not HTTP/1 or no
   * request was sent for it. `data` may be overwritten afterwards.
   */
  feed(data: Buffer): Answer | "broken" | undefined;
  /**
   * The peer has closed: returns the response when it is one that ends with the connection, else
   * "broken".
   */
  end(): Answer | "broken";
}

/** With the empty line that ends it, bytes. */
const headLimit = 1 << 16;
/** The most interim responses (1xx) to one request; more are a flood. */
const interimLimit = 64;
const bodyLimit = 1 << 20;
const nothing = Buffer.alloc(0);

/**
 * A reader for a fresh connection. Only what a load generator meets: one request at a time, no
 * upgrades.
 */
// oxlint-disable-next-line max-lines-per-function -- what is read so far of one connection is shared by all its steps, which run for each chunk
export function answerReader(): AnswerReader {
  let expecting: "nothing" | "answer" | "answer-with-body" = "nothing";
  let head: Head | undefined;
  let body: BodyReader | undefined;
  let rest: Buffer = nothing;
  let interims = 0;
  const kept = bodyStore();
  const last = lastAnswer();

  function done(of: Head): Answer {
    const answer = {
      status: of.status,
      head: of.text,
      body: expecting === "answer-with-body" ? kept.take() : undefined,
      reusable: of.alive && rest.length === 0,
    };
    [expecting, head, body] = ["nothing", undefined, undefined];
    return answer;
  }

  /** Reads heads until the final response's; skips interim ones (1xx). */
  function takeHead(): Head | "broken" | undefined {
    for (;;) {
      const end = headEndIn(rest.subarray(0, headLimit));
      if (end === undefined) return rest.length >= headLimit ? "broken" : undefined;
      const text = rest.toString("latin1", 0, end.at);
      const found = parseHead(
        end.bare ? `${text.replaceAll(/\r?\n/g, "\r\n")}\r\n` : `${text}\r\n`,
      );
      if (found === undefined) return "broken";
      if (found.status >= 200) last.remember(found, rest.subarray(0, end.at + end.length));
      rest = rest.subarray(end.at + end.length);
      if (found.status >= 200 || found.status === switching) return found;
      interims += 1;
      if (interims > interimLimit) return "broken";
    }
  }

  function read(): Answer | "broken" | undefined {
    if (head === undefined) {
      const found = takeHead();
      if (found === undefined || found === "broken") return found;
      if (found.framing === "none") return done(found);
      head = found;
      body = bodyReader(
        head.framing,
        head.length,
        expecting === "answer-with-body" ? kept.keep : undefined,
      );
    }
    rest = rest.subarray(body?.feed(rest));
    if (body?.state === "whole") return done(head);
    return body?.state === "broken" ? "broken" : undefined;
  }

  return {
    expect(wantsBody) {
      expecting = wantsBody ? "answer-with-body" : "answer";
      interims = 0;
    },
    feed(data) {
      if (expecting === "nothing") return "broken";
      const known =
        expecting === "answer" && head === undefined && rest.length === 0
          ? last.again(data)
          : undefined;
      if (known !== undefined) {
        expecting = "nothing";
        return known;
      }
      rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
      const answer = read();
      if (rest.length > 0) rest = Buffer.from(rest);
      return answer;
    },
    end: () => (head?.framing === "close" ? done(head) : "broken"),
  };
}

/** Keeps a body, cut at the limit. */
function bodyStore(): { keep(this: void, part: Buffer): void; take(): Buffer } {
  let kept = nothing;
  let bytes = 0;
  return {
    keep(part) {
      const fits = part.subarray(0, bodyLimit - bytes);
      const needed = bytes + fits.length;
      // Many small chunks must not cost their square.
      if (needed > kept.length)
        kept = Buffer.concat(
          [kept.subarray(0, bytes)],
          Math.min(bodyLimit, Math.max(needed, 2 * kept.length)),
        );
      fits.copy(kept, bytes);
      bytes = needed;
    },
    take() {
      const body = kept.subarray(0, bytes);
      [kept, bytes] = [nothing, 0];
      return body;
    },
  };
}

/**
 * Recognises a response whose head is the same as the previous one: most servers repeat theirs for
 * a second, until their date changes.
 */
function lastAnswer(): {
  remember(head: Head, bytes: Buffer): void;
  again(data: Buffer): Answer | undefined;
} {
  let known:
    | { readonly bytes: Buffer; readonly length: number; readonly answer: Answer }
    | undefined;
  return {
    remember(head, bytes) {
      if (head.framing !== "none" && head.framing !== "length") return;
      known = {
        bytes: Buffer.from(bytes),
        length: bytes.length + head.length,
        answer: { status: head.status, head: head.text, body: undefined, reusable: head.alive },
      };
    },
    again: (data) =>
      data.length === known?.length && known.bytes.compare(data, 0, known.bytes.length) === 0
        ? known.answer
        : undefined,
  };
}

interface HeadEnd {
  readonly at: number;
  readonly length: number;
  /** Some servers end their lines by LF alone, and clients take it. */
  readonly bare: boolean;
}

/** Where a head ends; undefined when that has not come yet. */
function headEndIn(data: Buffer): HeadEnd | undefined {
  const at = data.indexOf("\r\n\r\n");
  const head = at < 0 ? data : data.subarray(0, at);
  const bare = [head.indexOf("\n\n"), head.indexOf("\n\r\n")].filter((found) => found >= 0);
  if (bare.length > 0) {
    const first = Math.min(...bare);
    return { at: first, length: data[first + 1] === 10 ? 2 : 3, bare: true };
  }
  return at < 0 ? undefined : { at, length: 4, bare: false };
}
