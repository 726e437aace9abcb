import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../kernel/message-of.ts";
import { readQueue, type Queued } from "../../notify/queue.ts";
import { tallyOf, type Tally } from "../../notify/tally.ts";
import type { NotifySettings, Text } from "../../notify/target.ts";
import type { Order, Report } from "./sender-process.ts";

export interface NotifierOptions {
  /** The queue on disk. */
  readonly file: string;
  readonly settings: NotifySettings;
  /** A text was sent, or will not be. */
  readonly ended: (queued: Queued) => void;
}

/** What became of everything, and where it is written. */
export interface Posted extends Tally {
  readonly file: string;
  /** Why nothing could be sent any more. */
  readonly problem?: string;
}

/** How often a sender that died is started again. */
const restarts = 3;

/**
 * The drill's side of the process that sends its texts. Nothing here waits: a text is handed over
 * and the drill goes on. A process that dies is started again, and gets what has not ended yet; its
 * queue on disk knows what was in flight.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  /** Posted, and not known to have ended. */
  readonly #open = new Map<string, Text>();
  #child: ChildProcess;
  #gone: Promise<void>;
  #starts = 0;
  #finishing = false;
  #problem: string | undefined;

  constructor(options: NotifierOptions) {
    this.#options = options;
    ({ child: this.#child, gone: this.#gone } = this.#start());
  }

  /** The process that sends now. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  post(text: Text): void {
    this.#open.set(text.id, text);
    this.#ask({ do: "post", text });
  }

  /** Waits until everything is sent, within the pace's limits, and says what became of it. */
  async finish(): Promise<Posted> {
    const { file, settings } = this.#options;
    this.#finishing = true;
    this.#ask({ do: "finish" });
    const patience = new AbortController();
    const { drainMs, tryMs } = settings.pace;
    const late = sleep(drainMs + tryMs + 1_000, undefined, { signal: patience.signal });
    await Promise.race([this.#gone, late]);
    patience.abort();
    late.catch(() => {});
    this.#child.kill("SIGKILL");
    await this.#gone;
    const texts = await readQueue(file);
    const lost = [...this.#open.keys()].filter((id) => !texts.has(id)).length;
    const tally = tallyOf(texts);
    const problem = this.#problem === undefined ? {} : { problem: this.#problem };
    return { ...tally, left: tally.left + lost, file, ...problem };
  }

  #start(): { readonly child: ChildProcess; readonly gone: Promise<void> } {
    const { file, settings } = this.#options;
    this.#starts += 1;
    // Its own process group: Ctrl-C must first reach the process that heals.
    const child = spawn(process.execPath, [program()], {
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      detached: true,
    });
    const gone = new Promise<void>((resolve) => {
      child.once("error", (error) => {
        this.#problem = messageOf(error);
        resolve();
      });
      child.once("exit", () => resolve());
    });
    child.on("message", (report: Report) => this.#hear(report));
    child.once("exit", () => this.#again());
    // A process that failed to start has no channel, although its type says that it has.
    if (child.connected) child.send({ do: "open", file, settings } satisfies Order, () => {});
    return { child, gone };
  }

  #again(): void {
    if (this.#finishing || this.#starts > restarts) return;
    ({ child: this.#child, gone: this.#gone } = this.#start());
    for (const text of this.#open.values()) this.#ask({ do: "post", text });
  }

  #ask(order: Order): void {
    if (this.#child.connected) this.#child.send(order, () => {});
  }

  #hear(report: Report): void {
    if (report.is === "broken") this.#problem = report.why;
    if (report.is !== "ended") return;
    this.#open.delete(report.queued.text.id);
    this.#options.ended(report.queued);
  }
}

function program(): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`./sender-process.${extension}`, import.meta.url));
}
