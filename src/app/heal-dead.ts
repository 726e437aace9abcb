import { join } from "node:path";
import type { Residue } from "../event/event.ts";
import { openJournal } from "../journal/file-journal.ts";
import type { Journal } from "../journal/journal.ts";
import { waitForLock } from "../journal/lock.ts";
import { readJournal } from "../journal/read-journal.ts";
import { recover, type RecoverReason } from "../watch/recover.ts";
import { keepFilesPrivate } from "./private-files.ts";
import { findPaths } from "./paths.ts";
import { realClock } from "./real-clock.ts";
import { removeTemp } from "./register-run.ts";
import { seenHere, type Entry, type Registry } from "./registry.ts";
import { sealOf, unsealRun } from "./sealed-run.ts";
import { stayingOf } from "./staying.ts";
import { sweepStack } from "./sweep-stack.ts";

/** How long somebody else who heals the same drill is waited for. Milliseconds. */
const patienceMs = 90_000;

/** A healed drill: what could not be removed, and whether it had come to its end before we came. */
export interface HealedDead {
  readonly residue: readonly Residue[];
  readonly had: "died" | "ended";
}

/**
 * Heals a drill whose command is gone: its watchdog does, and `gameday stop`, never both at once; who comes second finds it
 * done. `after` is called with everything healed and the drill not yet marked as ended.
 */
export async function healDead(entry: Entry, registry: Registry, reason: RecoverReason, after: () => Promise<void> = async () => {}): Promise<HealedDead> {
  keepFilesPrivate();
  const open = (): Promise<void> => unsealRun(findPaths(process.env, "/").state, entry).catch(() => {});
  // Without a lock when nothing can be written there, or when another one takes for ever: healing matters more.
  const lock = await waitForLock(registry.healFile(entry.drill), realClock, patienceMs).catch(() => undefined);
  try {
    const had = registry.life(registry.read(entry.drill) ?? entry) === "ended" ? "ended" : "died";
    if (had === "ended") {
      await open();
      return { had, residue: await sweepStack(entry) };
    }
    const residue = await recovered(entry, reason);
    removeTemp(entry);
    // What stays closed for want of space is opened when the report is built.
    await open();
    await after();
    if (residue.length === 0) registry.end(entry.drill, reason.detail, new Date(realClock.wallMs()).toISOString());
    return { had, residue };
  } finally {
    lock?.release();
  }
}

async function recovered(entry: Entry, reason: RecoverReason): Promise<readonly Residue[]> {
  const file = join(entry.runFolder, "events.jsonl");
  const seal = sealOf(findPaths(process.env, "/").state, entry);
  let lastEx = 0;
  // Of a drill elsewhere we come here only once it is known to be gone: its lock holds nothing any more.
  const elsewhereForMs = seenHere(entry) === "elsewhere" ? 0 : Number.POSITIVE_INFINITY;
  const journal = await openJournal(file, { clock: realClock, exMs: () => lastEx, elsewhereForMs, seal }).catch(() => undefined);
  try {
    return await recover(reason, {
      events: async function* () {
        try {
          for await (const event of readJournal(file, { seal, onBroken: () => {} })) {
            lastEx = Math.max(lastEx, event.ex);
            yield event;
          }
        } catch {
          // A journal that cannot be read must not keep us from sweeping.
        }
      },
      record: journal === undefined ? undefined : recorder(journal),
      stays: stayingOf(entry),
      sweep: () => sweepStack(entry),
      monoMs: () => realClock.monoMs(),
    });
  } finally {
    await journal?.close().catch(() => {});
  }
}

function recorder(journal: Journal): (input: Parameters<Journal["append"]>[0]) => Promise<void> {
  return async (input) => {
    journal.append(input);
    await journal.settled();
  };
}
