import { bodyReader, type BodyReader } from "./answer-body.ts";
import { parseHead, type Head } from "./answer-head.ts";

/** The answer to one request. */
export interface Answer {
  readonly status: number;
  /** Status line and headers as they came; `headerOf` looks one up. */
  readonly head: string;
  /** Undefined unless it was wanted. Cut at 1 MiB. */
  readonly body: Buffer | undefined;
  /** The connection can carry another request. */
  readonly reusable: boolean;
}

/** Reads the answers that come over one connection, one at a time, in whatever pieces they come. */
export interface AnswerReader {
  /** Expects the next answer; `wantsBody` keeps its body. */
  expect(wantsBody: boolean): void;
  /** Takes what has come. The answer once it is whole; "broken" when it is no HTTP/1 answer or came unasked. `data` may be overwritten afterwards. */
  feed(data: Buffer): Answer | "broken" | undefined;
  /** The peer has closed: the answer when it is one that ends so, else "broken". */
  end(): Answer | "broken";
}

const headLimit = 1 << 16;
const bodyLimit = 1 << 20;
const headEnd = Buffer.from("\r\n\r\n");
const nothing = Buffer.alloc(0);

/** A reader for a fresh connection. Only what a load generator meets: one request at a time, no upgrades. */
export function answerReader(): AnswerReader {
  let expecting: "nothing" | "answer" | "answer with body" = "nothing";
  let head: Head | undefined;
  let body: BodyReader | undefined;
  let kept: Buffer[] = [];
  let rest: Buffer = nothing;

  function keep(part: Buffer): void {
    if (kept.reduce((sum, each) => sum + each.length, part.length) <= bodyLimit) kept.push(Buffer.from(part));
  }

  function done(of: Head): Answer {
    const answer = { status: of.status, head: of.text, body: expecting === "answer with body" ? Buffer.concat(kept) : undefined, reusable: of.alive && rest.length === 0 };
    [expecting, head, body, kept] = ["nothing", undefined, undefined, []];
    return answer;
  }

  /** Reads heads until there is one of a real answer; interim ones (1xx) are passed over. */
  function takeHead(): Head | "broken" | undefined {
    for (;;) {
      const end = rest.indexOf(headEnd);
      if (end < 0) return rest.length > headLimit ? "broken" : undefined;
      const found = parseHead(rest.toString("latin1", 0, end + 2));
      if (found === undefined) return "broken";
      rest = rest.subarray(end + 4);
      if (found.status >= 200) return found;
    }
  }

  function read(): Answer | "broken" | undefined {
    if (head === undefined) {
      const found = takeHead();
      if (found === undefined || found === "broken") return found;
      if (found.framing === "none") return done(found);
      head = found;
      body = bodyReader(head.framing, head.length, expecting === "answer with body" ? keep : undefined);
    }
    rest = rest.subarray(body?.feed(rest));
    if (body?.state === "whole") return done(head);
    return body?.state === "broken" ? "broken" : undefined;
  }

  return {
    expect(wantsBody) {
      expecting = wantsBody ? "answer with body" : "answer";
    },
    feed(data) {
      if (expecting === "nothing") return "broken";
      rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
      const answer = read();
      if (rest.length > 0) rest = Buffer.from(rest);
      return answer;
    },
    end: () => (head?.framing === "close" ? done(head) : "broken"),
  };
}
