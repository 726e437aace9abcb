/**
 * `--debug`: one line for each call to the engine, the proxy, a database and k6, without secrets.
 * The lines go to stderr, and into `debug.log` of the run folder once there is one.
 */
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../kernel/clock.ts";
import { calls, type TracedCall } from "../kernel/call.ts";
import { plainLine } from "../kernel/plain-text.ts";
import { redact } from "../kernel/redact.ts";
import { shorten } from "../kernel/shorten.ts";
import { realClock } from "./real-clock.ts";

/** How many of the last lines are kept until there is a run folder. */
const mostEarlier = 10_000;

interface Begun {
  readonly wallMs: number;
  readonly monoMs: number;
}

export class CallLog {
  readonly #clock: Clock;
  readonly #write: (line: string) => void;
  readonly #begun = new WeakMap<object, Begun>();
  readonly #earlier: string[] = [];
  #folder: string | undefined;
  #isSealed = false;
  /** The file could not be written, and nothing more is written to it. */
  #isBroken = false;

  constructor(clock: Clock, write: (line: string) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  /** Records calls until it is disposed of. */
  follow(): Disposable {
    const begins = (call: unknown): void => this.#begins(call as TracedCall);
    const ends = (call: unknown): void => this.#ends(call as TracedCall);
    calls.start.subscribe(begins);
    calls.asyncEnd.subscribe(ends);
    return {
      [Symbol.dispose]: () => {
        calls.start.unsubscribe(begins);
        calls.asyncEnd.unsubscribe(ends);
      },
    };
  }

  /**
   * From now on also writes to this folder, and adds the calls made before it existed. A sealed
   * drill shows nothing on stderr: that would give the answer away to the player.
   */
  keepIn(folder: string, { sealed }: { readonly sealed: boolean }): void {
    if (sealed && !this.#isSealed)
      this.#write("debug  calls are in debug.log of the run folder once the drill has ended\n");
    this.#folder = folder;
    this.#isSealed = sealed;
    this.#keep(this.#earlier.splice(0).join(""));
  }

  #begins(call: TracedCall): void {
    this.#begun.set(call, { wallMs: this.#clock.wallMs(), monoMs: this.#clock.monoMs() });
  }

  #ends(call: TracedCall): void {
    const begun = this.#begun.get(call);
    if (begun === undefined) return;
    const line = callLine(call, begun, this.#clock.monoMs() - begun.monoMs);
    if (!this.#isSealed) this.#write(line);
    if (this.#folder !== undefined) this.#keep(line);
    else if (!this.#isBroken && this.#earlier.push(line) > mostEarlier) this.#earlier.shift();
  }

  #keep(text: string): void {
    if (this.#folder === undefined || text === "") return;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      appendFileSync(join(this.#folder, "debug.log"), text, { mode: 0o600 });
    } catch (error) {
      // A full disk must not end a drill.
      this.#folder = undefined;
      this.#isBroken = true;
      this.#write(`debug  debug.log cannot be written: ${String(error)}\n`);
    }
  }
}

const longest = 400;

function callLine(call: TracedCall, { wallMs }: Begun, tookMs: number): string {
  const shown = (text: string): string => shorten(redact(plainLine(text), call.secrets), longest);
  const failed = call.error !== undefined && call.error !== null;
  const outcome = failed
    ? `failed: ${messageOf(call.error)}`
    : (call.outcome?.(call.result) ?? "ok");
  return [
    new Date(wallMs).toISOString(),
    call.adapter.padEnd("database".length),
    shown(call.what()),
    `→ ${shown(outcome)}`,
    `${tookMs.toFixed(1)} ms\n`,
  ].join("  ");
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

let followed: CallLog | undefined;

/** Starts to show the calls of this process. */
export function showCalls(): void {
  followed = new CallLog(realClock, (line) => void process.stderr.write(line));
  followed.follow();
}

/** Also keeps the calls of this process in a folder, when they are shown. */
export function keepCalls(folder: string, options: { readonly sealed: boolean }): void {
  followed?.keepIn(folder, options);
}
