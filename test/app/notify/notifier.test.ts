import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Notifier } from "../../../src/app/notify/notifier.ts";
import { readQueue, type Queued } from "../../../src/notify/queue.ts";
import type { NotifySettings, Target } from "../../../src/notify/target.ts";
import { slack, text, webhook } from "../../notify/texts.ts";
import { ownFolder } from "../../support/own-folder.ts";
import { webhookReceiver } from "../../support/receivers.ts";

const settings = (targets: readonly Target[], drainMs = 20_000): NotifySettings => ({
  targets,
  pace: { tries: 4, firstWaitMs: 5, longestWaitMs: 20, tryMs: 20_000, drainMs, mostWaiting: 100 },
});

/** The sender takes its secrets from this process's environment. */
function inEnvironment(name: string, value: string): void {
  process.env[name] = value;
  onTestFinished(() => {
    delete process.env[name];
  });
}

interface Scene {
  readonly notifier: Notifier;
  readonly file: string;
  readonly ended: readonly Queued[];
}

function scene(targets: readonly Target[], drainMs?: number): Scene {
  const file = join(ownFolder(), "notify.jsonl");
  const ended: Queued[] = [];
  const notifier = new Notifier({
    file,
    settings: settings(targets, drainMs),
    ended: (queued) => ended.push(queued),
  });
  return { notifier, file, ended };
}

test("500, then 200: sent, in order, each once, and said at the end", async () => {
  const { url, got } = await webhookReceiver((n) => (n === 1 ? 500 : 200));
  inEnvironment("HOOK", url);
  const { notifier, file, ended } = scene([slack]);
  for (const n of [1, 2, 3]) notifier.post(text(n));
  const posted = await notifier.finish();
  expect(posted).toEqual({ sent: 3, failed: 0, unclear: 0, left: 0, file });
  expect(got.map(({ headers }) => headers["idempotency-key"])).toEqual(
    [1, 1, 2, 3].map((n) => text(n).id),
  );
  expect(ended.map(({ state }) => state)).toEqual(["sent", "sent", "sent"]);
});

test("killed while one is in flight: it is started again, and that one is not sent twice", async () => {
  const arrived = Promise.withResolvers<void>();
  const { url, got } = await webhookReceiver((n) => {
    if (n > 1) return 200;
    arrived.resolve();
    return undefined;
  });
  inEnvironment("HOOK", url);
  const { notifier, file } = scene([slack]);
  for (const n of [1, 2, 3]) notifier.post(text(n));
  await arrived.promise;
  process.kill(notifier.pid ?? 0, "SIGKILL");
  await expect.poll(() => got.length, { timeout: 20_000 }).toBe(3);
  const posted = await notifier.finish();
  expect(posted).toEqual({ sent: 2, failed: 0, unclear: 1, left: 0, file });
  expect(got.map(({ headers }) => headers["idempotency-key"])).toEqual(
    [1, 2, 3].map((n) => text(n).id),
  );
});

test("killed while one is in flight: sent again to a receiver that ignores a second delivery", async () => {
  const arrived = Promise.withResolvers<void>();
  const { url, got } = await webhookReceiver((n) => {
    if (n > 1) return 200;
    arrived.resolve();
    return undefined;
  });
  inEnvironment("HOOK", url);
  const { notifier } = scene([{ ...slack, deduplicates: true }]);
  for (const n of [1, 2]) notifier.post(text(n));
  await arrived.promise;
  process.kill(notifier.pid ?? 0, "SIGKILL");
  await expect.poll(() => got.length, { timeout: 20_000 }).toBe(3);
  expect(await notifier.finish()).toMatchObject({ sent: 2, unclear: 0, left: 0 });
  expect(got.map(({ headers }) => headers["idempotency-key"])).toEqual(
    [1, 1, 2].map((n) => text(n).id),
  );
});

test("a receiver that hangs does not hold up another, and what is left is said", async () => {
  const hanging = await webhookReceiver(() => undefined);
  const good = await webhookReceiver();
  inEnvironment("HOOK", hanging.url);
  inEnvironment("GOOD", good.url);
  const other = { ...webhook, name: "other", url: { env: "GOOD" }, headers: {} };
  const file = join(ownFolder(), "notify.jsonl");
  const notifier = new Notifier({
    file,
    settings: {
      targets: [slack, other],
      pace: { ...settings([]).pace, tryMs: 500, drainMs: 1 },
    },
    ended: () => {},
  });
  notifier.post(text(1));
  notifier.post(text(2));
  notifier.post(text(3, "other"));
  await expect.poll(() => good.got.length, { timeout: 20_000 }).toBe(1);
  const posted = await notifier.finish();
  expect(posted).toMatchObject({ sent: 1, failed: 0 });
  expect(posted.unclear + posted.left).toBe(2);
});

test("its file and what it says hold no secret", async () => {
  const { url } = await webhookReceiver(() => 500);
  inEnvironment("HOOK", url);
  const { notifier, file, ended } = scene([slack]);
  notifier.post(text(1));
  await notifier.finish();
  const all = JSON.stringify([ended, [...(await readQueue(file)).values()]]);
  expect(all).toContain("HTTP 500");
  expect(all).not.toContain("s3cret");
});
