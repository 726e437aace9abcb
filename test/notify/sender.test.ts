import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Queue, readQueue, type Queued } from "../../src/notify/queue.ts";
import { Sender } from "../../src/notify/sender.ts";
import { tallyOf, tallyText } from "../../src/notify/tally.ts";
import type { Outcome, Pace, Target, Text } from "../../src/notify/target.ts";
import { ownFolder } from "../support/own-folder.ts";
import { slack, text } from "./texts.ts";

const pace: Pace = {
  tries: 4,
  firstWaitMs: 1_000,
  longestWaitMs: 3_000,
  tryMs: 10_000,
  drainMs: 10_000,
  mostWaiting: 3,
};
const sent: Outcome = { is: "sent", how: "HTTP 200" };
const later: Outcome = { is: "later", why: "HTTP 500" };
const unclear: Outcome = { is: "unclear", why: "no response" };

interface Scene {
  readonly sender: Sender;
  readonly queue: Queue;
  readonly sends: readonly string[];
  readonly waits: readonly number[];
  readonly ended: readonly Queued[];
}

/** A sender whose receiver answers as the function says, and whose waits take no time. */
async function scene(
  answer: (text: Text, n: number) => Outcome | Promise<Outcome>,
  {
    file = join(ownFolder(), "notify.jsonl"),
    targets = [slack],
  }: { file?: string; targets?: readonly Target[] } = {},
): Promise<Scene> {
  const queue = await Queue.open(file);
  onTestFinished(() => queue.close());
  const sends: string[] = [];
  const waits: number[] = [];
  const ended: Queued[] = [];
  const sender = new Sender({
    queue,
    targets,
    pace,
    clock: {
      monoMs: () => 0,
      wallMs: () => Date.UTC(2026, 10, 21),
      sleep: async (ms) => void waits.push(ms),
    },
    send: async (_, one) => {
      sends.push(one.id);
      return answer(one, sends.length);
    },
    ended: (queued) => ended.push(queued),
  });
  return { sender, queue, sends, waits, ended };
}

test("500, then 200: tried again after a wait, and sent once", async () => {
  const { sender, sends, waits, ended } = await scene((_, n) => (n === 1 ? later : sent));
  await sender.post(text(1));
  await sender.idle();
  expect(sends).toEqual([text(1).id, text(1).id]);
  expect(waits).toEqual([1_000]);
  expect(ended).toMatchObject([{ state: "sent", tries: 2, why: "HTTP 200" }]);
});

test("waits double up to the longest, and then it gives up", async () => {
  const { sender, waits, ended } = await scene(() => later);
  await sender.post(text(1));
  await sender.idle();
  expect(waits).toEqual([1_000, 2_000, 3_000]);
  expect(ended).toMatchObject([{ state: "gave-up", tries: 4, why: "HTTP 500" }]);
});

test("a receiver may ask for a longer wait, within the longest", async () => {
  const answers = [
    { ...later, afterMs: 2_500 },
    { ...later, afterMs: 60_000 },
  ];
  const { sender, waits } = await scene((_, n) => answers[n - 1] ?? sent);
  await sender.post(text(1));
  await sender.idle();
  expect(waits).toEqual([2_500, 3_000]);
});

test("what may have arrived is not sent again", async () => {
  const { sender, sends, ended } = await scene(() => unclear);
  await sender.post(text(1));
  await sender.idle();
  expect(sends).toHaveLength(1);
  expect(ended).toMatchObject([{ state: "unclear" }]);
});

test("what may have arrived is sent again where the receiver ignores a second delivery", async () => {
  const targets = [{ ...slack, deduplicates: true }];
  const { sender, sends, ended } = await scene((_, n) => (n === 1 ? unclear : sent), { targets });
  await sender.post(text(1));
  await sender.idle();
  expect(sends).toEqual([text(1).id, text(1).id]);
  expect(ended).toMatchObject([{ state: "sent" }]);
});

test("each target gets its texts in order, and does not wait for another", async () => {
  const other = { ...slack, name: "slow" };
  const hanging = Promise.withResolvers<Outcome>();
  const { sender, sends } = await scene(
    ({ target }, n) => {
      if (target === "slow") return hanging.promise;
      return n === 2 ? later : sent;
    },
    { targets: [slack, other] },
  );
  await sender.post(text(1, "slow"));
  await Promise.all([sender.post(text(1)), sender.post(text(2)), sender.post(text(3))]);
  const settled = Promise.withResolvers<void>();
  void (async () => {
    while (sends.filter((id) => id.endsWith("sevs")).length < 4)
      await new Promise((resolve) => setImmediate(resolve));
    settled.resolve();
  })();
  await settled.promise;
  expect(sends.filter((id) => id.endsWith("sevs"))).toEqual([1, 1, 2, 3].map((n) => text(n).id));
  hanging.resolve(sent);
  await sender.idle();
});

test("a target that is too slow loses what comes last, and this is reported", async () => {
  const hanging = Promise.withResolvers<Outcome>();
  const { sender, queue } = await scene(() => hanging.promise);
  for (const n of [1, 2, 3, 4, 5, 6]) await sender.post(text(n));
  hanging.resolve(sent);
  await sender.idle();
  const states = [...queue.texts.values()].map(({ state }) => state);
  expect(states.filter((state) => state === "sent").length).toBeGreaterThanOrEqual(3);
  expect(states.at(-1)).toBe("gave-up");
});

test("stopped: the try that has begun ends, the rest is left and said", async () => {
  const hanging = Promise.withResolvers<Outcome>();
  const { sender, queue } = await scene(() => hanging.promise);
  await sender.post(text(1));
  await sender.post(text(2));
  sender.stop();
  hanging.resolve(sent);
  await sender.idle();
  const tally = tallyOf(queue.texts);
  expect(tally.left).toBeGreaterThanOrEqual(1);
  expect(tally.sent + tally.left).toBe(2);
  expect(tallyText({ sent: 1, failed: 0, unclear: 2, left: 3 })).toBe(
    "1 sent, 2 may have arrived, 3 left",
  );
});

test.each([
  { deduplicates: false, sends: [text(2).id], states: ["unclear", "sent"] },
  { deduplicates: true, sends: [text(1).id, text(2).id], states: ["sent", "sent"] },
])("after a crash with one in flight, deduplicates: $deduplicates", async (expected) => {
  const file = join(ownFolder(), "notify.jsonl");
  const before = await Queue.open(file);
  await before.write({ do: "queue", text: text(1) });
  await before.write({ do: "queue", text: text(2) });
  await before.write({ do: "try", id: text(1).id, wall: "2026-11-21T10:00:00.000Z" });
  await before.close();
  const targets = [{ ...slack, deduplicates: expected.deduplicates }];
  const { sender, sends } = await scene(() => sent, { file, targets });
  await sender.resume();
  await sender.post(text(2));
  await sender.idle();
  expect(sends).toEqual(expected.sends);
  expect([...(await readQueue(file)).values()].map(({ state }) => state)).toEqual(expected.states);
});

test("a text for a target that is not there any more is refused", async () => {
  const { sender, ended } = await scene(() => sent);
  await sender.post(text(1, "gone"));
  expect(ended).toMatchObject([{ state: "refused", why: "there is no such target" }]);
});
