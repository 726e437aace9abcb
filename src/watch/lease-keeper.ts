import { join } from "node:path";
import type { Undo } from "../event/undo.ts";
import { faultWorld } from "../fault/fault.ts";
import { tailJournal } from "../journal/tail-journal.ts";
import { kinOf, processTable } from "../runtime/process/kin.ts";
import { findMarked } from "../runtime/process/mark.ts";
import type { Power } from "../runtime/runtime.ts";
import { FaultLeases } from "./lease-end.ts";
import { staysOf } from "./recover.ts";
import { beatMs } from "./lease.ts";
import { standingOf } from "../register/process.ts";
import { processStart } from "../journal/lock.ts";
import { findPaths } from "../register/paths.ts";
import { realClock } from "../register/real-clock.ts";
import type { Entry } from "../register/registry.ts";
import { sealOf } from "../register/sealed-run.ts";
import { ownContainers, stayingOf } from "./staying.ts";
import { messageOf } from "../kernel/message-of.ts";

/**
 * What the watchdog does while the command runs: it undoes a fault whose time is over and that
 * has not been undone, so that it lasts no longer than planned even if the command hangs. Only the
 * command writes the journal; it finds it done.
 */
export async function keepLeases(
  entry: Entry,
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<void> {
  const leases = new FaultLeases();
  const following = follow(entry, leases, signal);
  while (!signal.aborted) {
    await realClock.sleep(beatMs, signal).catch(() => {});
    if (signal.aborted) break;
    for (const { id, undo } of leases.overdue(realClock.monoMs())) {
      const done = await takeBack(entry, undo, leases).catch(
        (error: unknown) => `not undone: ${messageOf(error)}`,
      );
      note(
        `${new Date(realClock.wallMs()).toISOString()} the time of the fault "${id}" is over and the fault was still active; ${done}`,
      );
    }
  }
  await following;
}

async function follow(entry: Entry, leases: FaultLeases, signal: AbortSignal): Promise<void> {
  try {
    for await (const event of tailJournal(join(entry.runFolder, "events.jsonl"), 0, signal, {
      clock: realClock,
      everyMs: beatMs,
      seal: sealOf(findPaths(process.env, "/").state, entry),
      onBroken: () => {},
    }))
      leases.observe(event);
  } catch {
    // Without its journal there are no timers; the lease of the command itself holds all the same.
  }
}

async function takeBack(entry: Entry, undo: Undo, leases: FaultLeases): Promise<string> {
  const [staying, own] = [stayingOf(entry), await ownContainers(entry)];
  for (const containers of [staying, own])
    if (staysOf(undo, containers)) return (await containers.takeBack(undo)).evidence;
  const [{ undo: take, undone }, { connectProxy }] = await Promise.all([
    import("../fault/undo/index.ts"),
    import("../proxy/toxiproxy.ts"),
  ]);
  const links = {
    proxy: (api?: string) => connectProxy({ api: api ?? "" }),
    ask: async () => undefined,
  };
  const world = faultWorld({ power: wakingPower(entry, leases) }, { links });
  await take(world, undo);
  return (await undone(world, undo)).evidence;
}

const cannot = (): never => {
  throw new Error("only the drill's own command can do that");
};

/**
 * Waking a process of the drill is all that can be done from outside: starting it needs the
 * command.
 */
function wakingPower({ mark }: Entry, leases: FaultLeases): Power {
  const pidOf = (id: string): number => {
    const pid = leases.pidOf(id);
    if (pid === undefined) throw new Error(`it is not known which process ${id} is`);
    return pid;
  };
  return {
    pause: cannot,
    kill: cannot,
    stop: cannot,
    start: cannot,
    starts: () => 0,
    resume: async (id) => {
      const pid = pidOf(id);
      // It may have died, and its number may belong to another process by now.
      if (!(await findMarked(mark)).includes(pid)) return;
      for (const one of kinOf([pid], await processTable())) wake(one);
      process.kill(-pid, "SIGCONT");
    },
    state: async (id) =>
      ({ runs: "running", stopped: "paused", gone: "exited" } as const)[
        standingOf({ pid: pidOf(id), start: processStart(pidOf(id)) })
      ],
  };
}

function wake(pid: number): void {
  try {
    process.kill(pid, "SIGCONT");
  } catch {
    // It has gone since it was seen.
  }
}
