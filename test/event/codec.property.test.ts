import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeEvent, encodeEvent } from "../../src/event/codec.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";

const journal = memoryJournal({ clock: { monoMs: () => 1, wallMs: () => 1 }, exMs: () => 1 });
const line = encodeEvent(
  journal.append({ type: "drill.note", data: { text: "a 🐸" }, cause: 0, incident: "fast-frog" }),
);

test("an event survives its line", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.array(fc.string(), { maxLength: 3 }),
      (text, roles) => {
        const event = journal.append({
          type: "drill.note",
          data: { text },
          sees: roles,
          by: { id: text, kind: "person", roles },
        });
        const back = decodeEvent(encodeEvent(event));
        // Half a surrogate pair has no UTF-8; JSON writes it as an escape, so that it survives too.
        expect(back).toEqual(JSON.parse(encodeEvent(event)));
        expect(typeof back === "string" ? back : encodeEvent(back)).toBe(encodeEvent(event));
      },
    ),
  );
});

test("no line breaks the reader: it is an event or a sentence", () => {
  const damaged = fc
    .tuple(fc.nat(line.length), fc.nat(12), fc.string({ maxLength: 6 }))
    .map(([at, cut, put]) => line.slice(0, at) + put + line.slice(at + cut));
  fc.assert(
    fc.property(fc.oneof(damaged, fc.json(), fc.string()), (text) => {
      const back = decodeEvent(text);
      if (typeof back === "string") expect(back).toMatch(/^(is|has|does) /);
      else
        expect([
          back.v,
          Number.isSafeInteger(back.seq),
          Number.isFinite(back.ex),
          Array.isArray(back.by.roles),
        ]).toEqual([1, true, true, true]);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["version", { v: 2 }, "has version 2, this build reads version 1"],
  ["sequence", { seq: -1 }, "has no sequence number"],
  ["time", { ex: "12" }, "has a time that is no number"],
  ["writer", { by: { id: "x", kind: "ghost", roles: [] } }, "does not say who wrote it"],
  ["readers", { sees: "everybody" }, "does not say who may see it"],
  ["data", { data: [] }, "has no data"],
  ["hash", { prev: "" }, "has no hash of the line before"],
] as const)("a wrong %s is named", (_what, change, sentence) => {
  expect(decodeEvent(JSON.stringify({ ...JSON.parse(line), ...change }))).toBe(sentence);
});
