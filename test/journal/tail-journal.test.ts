import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Clock } from "../../src/kernel/clock.ts";
import { openJournal } from "../../src/journal/file-journal.ts";
import { tailJournal } from "../../src/journal/tail-journal.ts";
import { handClock } from "../contract/journal.contract.ts";
import { gathered } from "../support/journal-texts.ts";
import { ownFolder } from "../support/own-folder.ts";

const folder = ownFolder();

/**
 * Each sleep runs the next step of the test instead of waiting; after the last one the tail is
 * stopped.
 */
function steps(
  stop: AbortController,
  ...todo: readonly (() => void | Promise<void>)[]
): Pick<Clock, "sleep"> {
  let at = 0;
  return {
    sleep: async (_ms, signal) => {
      const step = todo[at];
      at += 1;
      if (step === undefined) stop.abort(new Error("enough"));
      await step?.();
      signal?.throwIfAborted();
    },
  };
}

test("a tail waits for the file, hands out only whole lines and starts where it is told", async () => {
  const file = join(folder, "tail.jsonl");
  const source = join(folder, "source.jsonl");
  const journal = await openJournal(source, { ...handClock(), fsync: false });
  for (const text of ["zero", "one", "two 🐸", "x".repeat(100_000)])
    journal.append({ type: "drill.note", data: { text } });
  await journal.close();
  const whole = readFileSync(source);
  const secondLine = whole.indexOf(10) + 1;
  const stop = new AbortController();
  const clock = steps(
    stop,
    () => {},
    () => writeFileSync(file, whole.subarray(0, secondLine + 20)),
    () => writeFileSync(file, whole.subarray(0, whole.length - 10)),
    () => writeFileSync(file, whole),
  );
  const found: (string | number)[] = [];
  for await (const event of tailJournal(file, 1, stop.signal, { clock, verify: true }))
    found.push(event.seq);
  expect(found).toEqual([1, 2, 3]);
});

test("a tail sees what a writer puts in place of a torn line", async () => {
  const file = join(folder, "torn.jsonl");
  const journal = await openJournal(file, { ...handClock(), fsync: false });
  journal.append({ type: "drill.note", data: { text: "one" } });
  await journal.close();
  writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('{"v":1,"seq":1,"torn')]));
  const stop = new AbortController();
  const clock = steps(stop, async () => {
    const again = await openJournal(file, { ...handClock(), fsync: false });
    again.append({ type: "drill.note", data: { text: "two" } });
    await again.close();
  });
  const found: unknown[] = [];
  for await (const { data } of tailJournal(file, 0, stop.signal, { clock, verify: true }))
    found.push(data);
  expect(found).toEqual([{ text: "one" }, { text: "two" }]);
});

test("a tail that is stopped before it begins hands out nothing", async () => {
  const stop = new AbortController();
  stop.abort();
  expect(
    await gathered(tailJournal(join(folder, "tail.jsonl"), 0, stop.signal, { clock: steps(stop) })),
  ).toEqual([]);
});
