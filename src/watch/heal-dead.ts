import type { Residue } from "../event/heal.ts";
import { waitForLock } from "../journal/lock.ts";
import { recover, type RecoverReason } from "./recover.ts";
import { DeadJournal } from "./dead-journal.ts";
import { keepFilesPrivate } from "../register/private-files.ts";
import { findPaths } from "../register/paths.ts";
import { realClock } from "../register/real-clock.ts";
import { removeTemp } from "../register/own-temp.ts";
import type { Entry, Registry } from "../register/registry.ts";
import { unsealRun } from "../register/sealed-run.ts";
import { stayingOf } from "./staying.ts";
import { sweepStack } from "./sweep-stack.ts";

/** How long to wait for another process that heals the same drill. Milliseconds. */
const patienceMs = 90_000;

/** A healed drill: what could not be removed, and whether it had come to its end before we came. */
export interface HealedDead {
  readonly residue: readonly Residue[];
  readonly had: "died" | "ended";
}

/**
 * Heals a drill whose command is gone: its watchdog does, and `gameday stop`, never both
 * together; the second one finds it done. A journal that is gone or cannot be read proves nothing
 * of the user's own containers: they count as left behind. `after` is called with everything healed
 * and the drill not yet marked as ended.
 */
export async function healDead(
  entry: Entry,
  registry: Registry,
  reason: RecoverReason,
  after: () => Promise<void> = async () => {},
): Promise<HealedDead> {
  keepFilesPrivate();
  const open = (): Promise<void> =>
    unsealRun(findPaths(process.env, "/").state, entry).catch(() => {});
  // Without a lock when nothing can be written there, or when another one takes for ever: healing
  // matters more.
  const lock = await waitForLock(registry.healFile(entry.drill), realClock, patienceMs).catch(
    () => undefined,
  );
  try {
    // Its watchdog read the entry before the drill had begun.
    const now = registry.read(entry.drill) ?? entry;
    const had = registry.life(now) === "ended" ? "ended" : "died";
    if (had === "ended") {
      await open();
      return { had, residue: await sweepStack(entry) };
    }
    const residue = await recovered(now, registry, reason);
    removeTemp(entry);
    // What stays closed for want of space is opened when the report is built.
    await open();
    await after();
    if (residue.length === 0)
      registry.end(entry.drill, reason.detail, new Date(realClock.wallMs()).toISOString());
    return { had, residue };
  } finally {
    lock?.release();
  }
}

async function recovered(
  entry: Entry,
  registry: Registry,
  reason: RecoverReason,
): Promise<readonly Residue[]> {
  const journal = new DeadJournal(entry);
  const { forget = new Set<string>() } = reason;
  try {
    const residue = await recover(reason, {
      events: () => journal.events(),
      record: (input) => journal.record(input),
      lost: () => journal.lost(forget),
      stays: stayingOf(entry),
      sweep: () => sweepStack(entry),
      monoMs: () => realClock.monoMs(),
    });
    // An unreadable journal cannot record what was given up: the register does.
    if (journal.unread() !== undefined && forget.size > 0)
      registry.update(entry.drill, {
        targets: (entry.targets ?? []).filter(({ component }) => !forget.has(component)),
      });
    return residue;
  } finally {
    await journal.close();
  }
}
