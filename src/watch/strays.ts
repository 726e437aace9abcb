import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GamedayError } from "../kernel/error.ts";
import { sameMark, type DrillMark } from "../runtime/drill-mark.ts";
import { engineAt } from "../runtime/docker/engine-at.ts";
import type { Engine } from "../runtime/docker/engine.ts";
import { workingIn } from "../runtime/process/kin.ts";
import { ageS, listMarked } from "../runtime/process/mark.ts";
import { sweep } from "../runtime/process/sweep.ts";
import type { Residue } from "../event/heal.ts";
import { findIdentity } from "../register/identity.ts";
import type { Entry, Registry } from "../register/registry.ts";

/** Processes, containers, networks and volumes of a drill unknown to this register. */
export interface Stray {
  readonly mark: DrillMark;
  /** Its register's beginning and its id: no two are alike. */
  readonly name: string;
  /** This register's, which has lost its entry; or another one's. */
  readonly whose: "ours" | "another's";
  readonly pids: readonly number[];
  /** In the engine. */
  readonly things: number;
  /**
   * All of it is older than its drill can be, by the clock of the kernel or the engine that made
   * it.
   */
  readonly expired: boolean;
  /** Its watchdog is among the processes: it is a drill that still runs. */
  readonly lives: boolean;
}

/** What is left of drills, whosever. */
export interface Leftovers {
  /** Drills that this register calls ended, of which something is there all the same. */
  readonly orphaned: readonly Entry[];
  readonly strays: readonly Stray[];
}

interface Trace {
  readonly mark: DrillMark;
  readonly pid?: number;
  readonly things: number;
  readonly expired: boolean;
}

/** Looks at all processes that can be seen, and in the engine where there is one. */
export async function findLeftovers(
  registry: Registry,
  stateFolder: string,
  engine: Engine | undefined,
): Promise<Leftovers> {
  // Before the register is read: a drill is in there before it makes anything.
  const traces: readonly Trace[] = [...(await processTraces()), ...(await engineTraces(engine))];
  const entries = new Map(registry.list().map((entry) => [entry.drill, entry]));
  const owner = findIdentity(stateFolder)?.owner;
  const orphaned = await stillInhabited([...entries.values()]);
  const strays: Stray[] = [];
  for (const [name, same] of Map.groupBy(traces, ({ mark }) => nameOf(mark))) {
    const [{ mark }] = same as [Trace];
    const entry = entries.get(mark.drill);
    const known = entry !== undefined && sameMark(entry.mark, mark);
    // The watchdog of a drill that has just ended goes by itself.
    const left = same.filter(({ pid }) => pid === undefined || pid !== entry?.watchdog?.pid);
    if (known && entry.ended !== undefined && left.length > 0) orphaned.add(entry);
    if (known) continue;
    const pids = same.flatMap(({ pid }) => pid ?? []);
    strays.push({
      mark,
      name,
      whose: mark.owner === owner ? "ours" : "another's",
      pids,
      things: same.reduce((sum, { things }) => sum + things, 0),
      expired: same.every(({ expired }) => expired),
      lives: pids.some(isWatchdog),
    });
  }
  return { orphaned: [...orphaned], strays };
}

/** Drills that have ended, in whose folders a process works that shows no mark any more. */
async function stillInhabited(entries: readonly Entry[]): Promise<Set<Entry>> {
  const folders = new Map(
    entries
      .filter(({ ended }) => ended !== undefined)
      .map((entry) => [join(entry.runFolder, "work"), entry]),
  );
  const found = await workingIn([...folders.keys()]);
  return new Set(found.flatMap(({ folder }) => folders.get(folder) ?? []));
}

/**
 * `4f0c21a9-2026-11-21-hot-mysql-7f3a`; of drills with one id in copies of one register, each with
 * its secret's beginning.
 */
function nameOf({ owner, drill, secret }: DrillMark): string {
  return `${owner.slice(0, 8)}.${secret.slice(0, 4)}-${drill}`;
}

async function processTraces(): Promise<readonly Trace[]> {
  return Promise.all(
    (await listMarked()).map(async ({ pid, mark }) => ({
      mark,
      pid,
      things: 0,
      expired: ((await ageS(pid)) ?? 0) > mark.lastsS,
    })),
  );
}

async function engineTraces(engine: Engine | undefined): Promise<readonly Trace[]> {
  if (engine === undefined) return [];
  const { listLabelledDrills } = await import("../runtime/docker/sweep.ts");
  return listLabelledDrills(engine.docker);
}

/** Does its engine have something of a drill that may still be running, by the engine's clock? */
export async function youngInEngine(url: string, { mark }: Entry): Promise<boolean> {
  try {
    const [{ docker }, { listLabelledDrills }] = await Promise.all([
      engineAt(url),
      import("../runtime/docker/sweep.ts"),
    ]);
    return (await listLabelledDrills(docker)).some(
      (one) => sameMark(one.mark, mark) && !one.expired,
    );
  } catch {
    // Who cannot be asked has not said that it is over.
    return true;
  }
}

/** The engine of this machine, where there is one. */
export async function findAnEngine(
  env: NodeJS.ProcessEnv = process.env,
): Promise<Engine | undefined> {
  const { findEngine } = await import("../runtime/docker/engine.ts");
  return findEngine({ env }).catch(() => undefined);
}

function isWatchdog(pid: number): boolean {
  try {
    return /watchdog-process\.[jt]s\0/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
  } catch {
    return false;
  }
}

/**
 * The strays to remove: all that cannot be running any more; with a name, the one of exactly that
 * name or id. GD-C005 when that one lives, GD-C006 when there is none, GD-C003 when several have
 * that id.
 */
export function chooseStrays(strays: readonly Stray[], name: string | undefined): readonly Stray[] {
  if (name === undefined) return strays.filter(({ expired, lives }) => expired && !lives);
  const found = strays.filter((stray) => stray.name === name || stray.mark.drill === name);
  const [stray, other] = found;
  if (stray === undefined)
    throw new GamedayError(
      "GD-C006",
      `nothing is left of a drill "${name}" unknown to this register`,
      { hint: "gameday stop --strays lists them; use the full id of a stray" },
    );
  if (other !== undefined)
    throw new GamedayError(
      "GD-C003",
      `drills of ${found.length} registers have the id ${name}: ${found.map((one) => one.name).join(", ")}`,
      { hint: `use the full id: gameday stop --strays ${other.name}` },
    );
  if (stray.lives)
    throw new GamedayError(
      "GD-C005",
      `${name} is a running drill of another register: its watchdog is one of the processes ${stray.pids.join(", ")}`,
      { hint: "its owner can stop it: gameday stop, with their XDG_STATE_HOME" },
    );
  return found;
}

/** Takes everything of a stray down and answers what remains. */
export async function removeStray(
  { mark }: Stray,
  engine: Engine | undefined,
): Promise<readonly Residue[]> {
  const processes = await sweep(mark, []);
  if (engine === undefined) return processes;
  const { sweepDrill } = await import("../runtime/docker/sweep.ts");
  return [...processes, ...(await sweepDrill(engine.docker, mark))];
}

/**
 * `4f0c21a9.77aa-2026-11-21-hot-mysql-7f3a (2 processes, 9 things in the engine; another's, may be
 * running)`.
 */
export function strayText({ name, whose, pids, things, expired, lives }: Stray): string {
  const parts = [
    ...(pids.length === 0 ? [] : [`${pids.length} ${pids.length === 1 ? "process" : "processes"}`]),
    ...(things === 0 ? [] : [`${things} ${things === 1 ? "thing" : "things"} in the engine`]),
  ];
  const owner = whose === "ours" ? "this register has no entry for it" : "of another register";
  const unseen = expired ? "past its time" : "may be running";
  return `${name} (${parts.join(", ")}; ${owner}, ${lives ? "running" : unseen})`;
}
