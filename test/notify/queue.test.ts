import { appendFile, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Queue, readQueue } from "../../src/notify/queue.ts";
import { ownFolder } from "../support/own-folder.ts";
import { text } from "./texts.ts";

async function queueIn(file: string): Promise<Queue> {
  const queue = await Queue.open(file);
  await queue.write({ do: "queue", text: text(1) });
  await queue.write({ do: "queue", text: text(2) });
  await queue.write({ do: "try", id: text(1).id, wall: "2026-11-21T10:00:00.000Z" });
  return queue;
}

test("is private, and reads back in the order in which it was written", async () => {
  const file = join(ownFolder(), "notify.jsonl");
  const queue = await queueIn(file);
  await queue.write({ do: "end", id: text(1).id, as: "sent", why: "HTTP 200" });
  await queue.close();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect([...(await readQueue(file)).values()]).toEqual([
    { text: text(1), state: "sent", tries: 1, why: "HTTP 200" },
    { text: text(2), state: "waiting", tries: 0, why: "" },
  ]);
});

test("cut off within a line: what was written before holds, and more can be written", async () => {
  const file = join(ownFolder(), "notify.jsonl");
  await (await queueIn(file)).close();
  await appendFile(file, '{"do":"end","id":"2026-11-21-hot-my');
  const again = await Queue.open(file);
  expect([...again.texts.values()].map(({ state }) => state)).toEqual(["in-flight", "waiting"]);
  await again.write({ do: "later", id: text(1).id, why: "HTTP 500" });
  await again.close();
  expect([...(await readQueue(file)).values()].map(({ state }) => state)).toEqual([
    "waiting",
    "waiting",
  ]);
});

test("has one writer", async () => {
  const file = join(ownFolder(), "notify.jsonl");
  const queue = await queueIn(file);
  await expect(Queue.open(file)).rejects.toMatchObject({ code: "GD-R005" });
  await queue.close();
  await (await Queue.open(file)).close();
});

test("a text is queued once", async () => {
  const file = join(ownFolder(), "notify.jsonl");
  const queue = await queueIn(file);
  await queue.write({ do: "queue", text: text(1) });
  expect(queue.texts.get(text(1).id)?.state).toBe("in-flight");
  await queue.close();
});

test("without a file is empty", async () => {
  expect((await readQueue(join(ownFolder(), "none.jsonl"))).size).toBe(0);
});

test("holds names of variables, never a secret", async () => {
  const file = join(ownFolder(), "notify.jsonl");
  await (await queueIn(file)).close();
  expect(await readFile(file, "utf8")).not.toContain("s3cret");
});
