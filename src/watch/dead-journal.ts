import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EventInput, GamedayEvent } from "../event/event.ts";
import type { Residue } from "../event/heal.ts";
import { openJournal } from "../journal/file-journal.ts";
import type { Journal } from "../journal/journal.ts";
import { readJournal } from "../journal/read-journal.ts";
import type { Seal } from "../journal/seal.ts";
import { findPaths } from "../register/paths.ts";
import { realClock } from "../register/real-clock.ts";
import { seenHere, type Entry } from "../register/registry.ts";
import { sealOf } from "../register/sealed-run.ts";
import { messageOf } from "../kernel/message-of.ts";

/** The journal of a drill whose command is gone: read as far as it can be, and continued. */
export class DeadJournal {
  private readonly entry: Entry;
  private readonly file: string;
  private seal: Seal | undefined;
  private writer: Promise<Journal | undefined> | undefined;
  private lastEx = 0;
  private count = 0;
  private trouble: string | undefined;

  constructor(entry: Entry) {
    this.entry = entry;
    this.file = join(entry.runFolder, "events.jsonl");
    try {
      this.seal = sealOf(findPaths(process.env, "/").state, entry);
    } catch (error) {
      this.hit(error);
    }
  }

  /** What can be read; a journal that cannot be must not keep us from sweeping. */
  async *events(): AsyncGenerator<GamedayEvent> {
    try {
      for await (const event of readJournal(this.file, {
        seal: this.seal,
        onBroken: (error) => this.hit(error),
      })) {
        this.lastEx = Math.max(this.lastEx, event.ex);
        this.count += 1;
        yield event;
      }
    } catch (error) {
      this.hit(error);
    }
  }

  /**
   * Once the events were read: the user's own containers whose state is unknown, because the
   * journal is incomplete.
   */
  lost(forget: ReadonlySet<string>): readonly Residue[] {
    const why = this.unread();
    if (why === undefined) return [];
    const { drill, targets = [] } = this.entry;
    return targets
      .filter(({ component }) => !forget.has(component))
      .map(({ component, name }) => ({
        what: "container",
        detail:
          `${name} may still be broken: ${why}; restore the missing file (the journal, or the ` +
          `register's identity.json), or fix ${name} yourself and give it up: gameday stop ` +
          `${drill} --forget ${component}`,
      }));
  }

  /**
   * Why it does not tell all that was done; undefined when it does, or when the drill died before
   * anything was.
   */
  unread(): string | undefined {
    if (this.entry.begun !== true) return undefined;
    if (!existsSync(this.file)) return `the journal ${this.file} is missing`;
    return this.trouble ?? (this.count === 0 ? `the journal ${this.file} is empty` : undefined);
  }

  async record(input: EventInput): Promise<void> {
    const journal = await (this.writer ??= this.open());
    journal?.append(input);
    await journal?.settled();
  }

  /**
   * Also takes over what a writer that died held of it, where there was nothing more to say: its
   * lock, and the room it kept.
   */
  async close(): Promise<void> {
    if (existsSync(this.file)) this.writer ??= this.open();
    await (await this.writer)?.close().catch(() => {});
  }

  private async open(): Promise<Journal | undefined> {
    // One that is gone is not started again: it would take the place of the one with the record.
    if (this.entry.begun === true && this.count === 0) return undefined;
    // Of a drill elsewhere we come here only once it is known to be gone: its lock holds nothing
    // any more.
    const elsewhereForMs = seenHere(this.entry) === "elsewhere" ? 0 : Number.POSITIVE_INFINITY;
    return openJournal(this.file, {
      clock: realClock,
      exMs: () => this.lastEx,
      elsewhereForMs,
      seal: this.seal,
    }).catch(() => undefined);
  }

  /** The first trouble says the most. */
  private hit(error: unknown): void {
    this.trouble ??= messageOf(error);
  }
}
