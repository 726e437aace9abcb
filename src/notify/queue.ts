import { chmodSync } from "node:fs";
import { open, readFile, type FileHandle } from "node:fs/promises";
import { takeLock, type Lock } from "../journal/lock.ts";
import { oneAtATime } from "../kernel/one-at-a-time.ts";
import type { Text } from "./target.ts";

/** How a text's way ended. `gave-up`: never accepted, and tried as often as the pace allows. */
export type EndedAs = "sent" | "refused" | "unclear" | "gave-up";

/** One line of the file. */
type Line =
  | { readonly do: "queue"; readonly text: Text }
  /** On disk before the first byte leaves the machine. */
  | { readonly do: "try"; readonly id: string; readonly wall: string }
  | { readonly do: "later"; readonly id: string; readonly why: string }
  | { readonly do: "end"; readonly id: string; readonly as: EndedAs; readonly why: string };

export interface Queued {
  readonly text: Text;
  readonly state: "waiting" | "in-flight" | EndedAs;
  readonly tries: number;
  /** What was said last: by the receiver, or about it. */
  readonly why: string;
}

/** All texts, in the order in which they came, by id. */
export type Texts = ReadonlyMap<string, Queued>;

/**
 * The texts of one drill on their way out, one JSON line for each thing that happened to one. The
 * file has one writer, which holds its lock, and is for the eyes of its user alone.
 */
export class Queue {
  readonly #file: FileHandle;
  readonly #lock: Lock;
  readonly #inTurn = oneAtATime();
  readonly #texts: Map<string, Queued>;

  private constructor(file: FileHandle, lock: Lock, texts: Map<string, Queued>) {
    this.#file = file;
    this.#lock = lock;
    this.#texts = texts;
  }

  /** Throws GD-R005 while another process writes it. */
  static async open(path: string): Promise<Queue> {
    const lock = takeLock(path);
    try {
      const before = await readLines(path);
      const file = await open(path, "a", 0o600);
      chmodSync(path, 0o600);
      const queue = new Queue(file, lock, folded(before.lines));
      // The writer died within a line. It is closed, so that the next one can be read.
      if (before.incomplete) await file.appendFile("\n");
      return queue;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get texts(): Texts {
    return this.#texts;
  }

  /** On disk when it resolves. */
  write(line: Line): Promise<void> {
    fold(this.#texts, line);
    return this.#inTurn(async () => {
      await this.#file.appendFile(`${JSON.stringify(line)}\n`);
      await this.#file.datasync();
    });
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#file.close());
    this.#lock.release();
  }
}

/** What a queue's file says; empty when there is none. */
export async function readQueue(path: string): Promise<Texts> {
  return folded((await readLines(path)).lines);
}

async function readLines(
  path: string,
): Promise<{ readonly lines: readonly Line[]; readonly incomplete: boolean }> {
  const whole = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  return {
    lines: whole.split("\n").flatMap((line) => lineOf(line) ?? []),
    incomplete: whole !== "" && !whole.endsWith("\n"),
  };
}

/** A line that is cut off was never acted upon. */
function lineOf(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
}

function folded(lines: readonly Line[]): Map<string, Queued> {
  const texts = new Map<string, Queued>();
  for (const line of lines) fold(texts, line);
  return texts;
}

function fold(texts: Map<string, Queued>, line: Line): void {
  if (line.do === "queue") {
    const { text } = line;
    if (!texts.has(text.id)) texts.set(text.id, { text, state: "waiting", tries: 0, why: "" });
    return;
  }
  const before = texts.get(line.id);
  if (before !== undefined) texts.set(line.id, after(before, line));
}

function after(before: Queued, line: Exclude<Line, { do: "queue" }>): Queued {
  switch (line.do) {
    case "try":
      return { ...before, state: "in-flight", tries: before.tries + 1 };
    case "later":
      return { ...before, state: "waiting", why: line.why };
    case "end":
      return { ...before, state: line.as, why: line.why };
    default:
      return line satisfies never;
  }
}
