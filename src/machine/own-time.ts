import { containerOf, environOf, processIds, processTimes } from "./proc.ts";
import type { Owns } from "./machine.ts";

export interface Whose {
  readonly owns: Owns;
  /** Ids of the containers that are part of the drill. */
  readonly containers: () => Promise<ReadonlySet<string>>;
}

interface Own {
  readonly parent: number;
  readonly ms: number;
}

const noContainers: ReadonlySet<string> = new Set();

/**
 * A process that was just forked still has its parent's environment: only the second look decides
 * that it is not ours.
 */
const looksToDecide = 2;

/**
 * Adds up the CPU time of the drill's processes: this one, those with the drill's mark, their
 * children, and its containers.
 */
export class OwnTime {
  private own = new Map<number, Own>();
  private readonly foreign = new Map<number, number>();
  /** Of our containers, those with a process that we saw. */
  private readonly seen = new Set<string>();
  private goneMs = 0;
  private readonly whose: Whose;

  constructor(whose: Whose) {
    this.whose = whose;
  }

  /**
   * All the CPU time that the drill has used so far, milliseconds; grows from look to look. Null
   * when its containers run where we cannot see them.
   */
  async totalMs(): Promise<number | null> {
    const pids = new Set(await processIds());
    const containers = await this.whose.containers().catch(() => noContainers);
    const now = new Map<number, Own>();
    for (const pid of pids) {
      const times = (await this.isOwn(pid, containers)) ? await processTimes(pid) : undefined;
      if (times !== undefined) now.set(pid, { parent: times.parent, ms: times.withChildrenMs });
    }
    // A parent of ours that waited for its child has its time now; of every other it would be lost.
    for (const [pid, { parent, ms }] of this.own)
      if (!now.has(pid) && !now.has(parent)) this.goneMs += ms;
    for (const pid of this.foreign.keys()) if (!pids.has(pid)) this.foreign.delete(pid);
    this.own = now;
    if (containers.size > 0 && this.seen.size === 0) return null;
    return [...now.values()].reduce((sum, { ms }) => sum + ms, this.goneMs);
  }

  private async isOwn(pid: number, containers: ReadonlySet<string>): Promise<boolean> {
    if (pid === process.pid || this.own.has(pid)) return true;
    const looks = this.foreign.get(pid) ?? 0;
    if (looks >= looksToDecide) return false;
    const ours =
      this.whose.owns(await environOf(pid)) ||
      (await this.isChild(pid)) ||
      (await this.isContained(pid, containers));
    if (ours) this.foreign.delete(pid);
    else this.foreign.set(pid, looks + 1);
    return ours;
  }

  private async isChild(pid: number): Promise<boolean> {
    const parent = (await processTimes(pid))?.parent;
    return parent !== undefined && (parent === process.pid || this.own.has(parent));
  }

  private async isContained(pid: number, containers: ReadonlySet<string>): Promise<boolean> {
    const container = containers.size === 0 ? undefined : await containerOf(pid);
    if (container === undefined || !containers.has(container)) return false;
    this.seen.add(container);
    return true;
  }
}
