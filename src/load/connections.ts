import type { Endpoint } from "../runtime/runtime.ts";
import { openWire, type Rider, type Wire } from "./wire.ts";

/** Where connections lead, and how many there may be. */
export interface Route {
  readonly to: Endpoint;
  readonly from: string | undefined;
  readonly max: number;
}

/** Connections of one route, newest used first, each carrying one request at a time. */
export interface Connections {
  /** Calls `go` at once with a free connection or a new one, or later when all are busy and no more may be opened. */
  ask(rider: Rider): void;
  /** The rider no longer waits. */
  forget(rider: Rider): void;
  /** Gives a healthy connection back. */
  release(wire: Wire): void;
  /** Closes a connection, also in the middle of something. */
  drop(wire: Wire): void;
  /** Closes them all. */
  close(): void;
}

/** An empty pool. Without `max` it opens as many connections as there are requests at once: an open model must not queue in its own pool. */
export function connections({ to, from, max }: Route): Connections {
  const idle: Wire[] = [];
  const all = new Set<Wire>();
  const waiting = new Set<Rider>();

  /** A free connection or a new one; undefined when all are busy. */
  function free(): Wire | undefined {
    const nowMs = performance.now();
    for (let wire = idle.pop(); wire !== undefined; wire = idle.pop()) {
      if (!wire.stale(nowMs)) return wire;
      all.delete(wire);
      wire.destroy();
    }
    if (all.size >= max) return undefined;
    const opened = openWire(to, from, gone);
    all.add(opened);
    return opened;
  }

  function gone(wire: Wire): void {
    if (!all.delete(wire)) return;
    const index = idle.indexOf(wire);
    if (index >= 0) idle.splice(index, 1);
    serveNext();
  }

  function serveNext(): void {
    const [next] = waiting;
    if (next === undefined) return;
    const wire = free();
    if (wire === undefined) return;
    waiting.delete(next);
    next.go(wire);
  }

  return {
    ask(rider) {
      const wire = free();
      if (wire === undefined) waiting.add(rider);
      else rider.go(wire);
    },
    forget: (rider) => void waiting.delete(rider),
    release(wire) {
      if (all.has(wire)) idle.push(wire);
      serveNext();
    },
    drop(wire) {
      all.delete(wire);
      wire.destroy();
      serveNext();
    },
    close() {
      waiting.clear();
      idle.length = 0;
      for (const wire of all) wire.destroy();
      all.clear();
    },
  };
}
