/**
 * A connection whose answers look alike is read by a short way: it must see what a reader that
 * never met one of them sees.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { answerReader, type Answer } from "../../src/load/answer.ts";

const heads = [
  "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
  "HTTP/1.1 500 No\r\nContent-Length: 3\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n",
  "HTTP/1.1 503 Busy\r\nContent-Length: 3\r\nConnection: close\r\n\r\n",
  "HTTP/1.1 204 No Content\r\n\r\n",
  "HTTP/1.1 200 OK\nContent-Length: 3\n\n",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
  "HTTP/1.1 200 OK\r\n\r\n",
] as const;
const bodies = [
  "abc",
  "abcd",
  "",
  "3\r\nabc\r\n0\r\n\r\n",
  "ab",
  "abcHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
] as const;

const one = fc.record({
  head: fc.constantFrom(...heads),
  body: fc.constantFrom(...bodies),
  wantsBody: fc.boolean(),
  cut: fc.option(fc.nat(120), { nil: undefined }),
});
type One = typeof one extends fc.Arbitrary<infer T> ? T : never;

/** What a reader makes of one answer, in one or two pieces, each overwritten afterwards. */
function seen(
  reader: ReturnType<typeof answerReader>,
  { head, body, wantsBody, cut }: One,
): Answer | "broken" | undefined {
  const bytes = Buffer.from(head + body);
  const at = cut === undefined ? bytes.length : cut % (bytes.length + 1);
  reader.expect(wantsBody);
  let outcome: Answer | "broken" | undefined;
  for (const piece of [Buffer.from(bytes.subarray(0, at)), Buffer.from(bytes.subarray(at))]) {
    if (piece.length === 0 || outcome === "broken") continue;
    outcome = reader.feed(piece);
    piece.fill(0);
  }
  return typeof outcome === "object"
    ? { ...outcome, body: outcome.body === undefined ? undefined : Buffer.from(outcome.body) }
    : outcome;
}

test("answers on one connection are read as each would be on a fresh one, up to the first that ends the connection", () => {
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 30 }), (answers) => {
      const kept = answerReader();
      for (const each of answers) {
        const outcome = seen(kept, each);
        expect(outcome).toEqual(seen(answerReader(), each));
        if (typeof outcome !== "object" || !outcome.reusable) return;
      }
    }),
    { numRuns: 2_000 },
  );
});
