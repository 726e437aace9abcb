/**
 * Sends a drill's texts from a process of its own: a receiver that hangs, a name that is looked up
 * for minutes or a slow disk take no time from the drill. Started by `notifier.ts`. When the drill
 * is gone it sends what it has, within the pace's limit, and ends.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../kernel/message-of.ts";
import { oneAtATime } from "../../kernel/one-at-a-time.ts";
import { Queue, type Queued } from "../../notify/queue.ts";
import { sendOnce } from "../../notify/send/index.ts";
import { Sender } from "../../notify/sender.ts";
import type { NotifySettings, Text } from "../../notify/target.ts";
import { realClock } from "../../register/real-clock.ts";

/** What the process is asked; the first is `open`. */
export type Order =
  | { readonly do: "open"; readonly file: string; readonly settings: NotifySettings }
  | { readonly do: "post"; readonly text: Text }
  | { readonly do: "finish" };

/** What it reports. */
export type Report =
  | { readonly is: "ended"; readonly queued: Queued }
  | { readonly is: "finished" }
  | { readonly is: "broken"; readonly why: string };

interface Open {
  readonly queue: Queue;
  readonly sender: Sender;
  readonly settings: NotifySettings;
}

const inTurn = oneAtATime();
let open: Open | undefined;

function report(what: Report): void {
  if (process.connected) process.send?.(what, () => {});
}

async function obey(order: Order): Promise<void> {
  if (order.do === "open") open = await begin(order.file, order.settings);
  else if (order.do === "post") await open?.sender.post(order.text);
  else await finish();
}

async function begin(file: string, settings: NotifySettings): Promise<Open> {
  const { targets, pace } = settings;
  const queue = await Queue.open(file);
  const sender = new Sender({
    queue,
    targets,
    pace,
    clock: realClock,
    send: (target, text) => sendOnce(target, text, process.env, pace.tryMs),
    ended: (queued) => report({ is: "ended", queued }),
  });
  await sender.resume();
  return { queue, sender, settings };
}

/** A try that has begun may end; nothing else is begun once the time is over. */
async function finish(): Promise<void> {
  if (open !== undefined) {
    const { queue, sender, settings } = open;
    const patience = new AbortController();
    const over = sleep(settings.pace.drainMs, undefined, { signal: patience.signal });
    await Promise.race([sender.idle(), over]);
    patience.abort();
    over.catch(() => {});
    sender.stop();
    await sender.idle();
    await queue.close();
  }
  report({ is: "finished" });
  process.exit();
}

function broken(error: unknown): void {
  report({ is: "broken", why: messageOf(error) });
  process.exitCode = 1;
  if (process.connected) process.disconnect();
  else process.exit();
}

process.on("message", (order: Order) => void inTurn(() => obey(order)).catch(broken));
process.once("disconnect", () => void inTurn(finish).catch(() => process.exit(1)));
process.on("unhandledRejection", broken);
