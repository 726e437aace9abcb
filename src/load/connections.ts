import { openWire, type Rider, type Wire, type WireEnd } from "./wire.ts";

/** Where connections lead, and how many there may be. */
export interface Route extends WireEnd {
  readonly max: number;
}

/** Connections of one route, newest used first, each carrying one request at a time. */
export interface Connections {
  /**
   * Calls `go` immediately with a free connection or a new one, or later when all are busy and no
   * more may be opened.
   */
  ask(rider: Rider): void;
  /** Gives a rider a new connection in place of one that was closed under it. */
  replace(wire: Wire, rider: Rider): void;
  /** The rider no longer waits. */
  forget(rider: Rider): void;
  /** Gives a healthy connection back. */
  release(wire: Wire): void;
  /** Closes a connection, also in the middle of something. */
  drop(wire: Wire): void;
  /** Closes them all. */
  close(): void;
}

/**
 * An empty pool. `max` limits its connections (default: as many as there are requests in flight,
 * because an open model must not queue in its own pool).
 */
export function connections(route: Route): Connections {
  const waiting = new Set<Rider>();
  const held = wires(route, serveNext);

  function serveNext(): void {
    const [next] = waiting;
    if (next === undefined) return;
    const wire = held.free();
    if (wire === undefined) return;
    waiting.delete(next);
    next.go(wire);
  }

  return {
    ask(rider) {
      const wire = held.free();
      if (wire === undefined) waiting.add(rider);
      else rider.go(wire);
    },
    replace(wire, rider) {
      held.drop(wire);
      rider.go(held.open());
    },
    forget: (rider) => void waiting.delete(rider),
    release(wire) {
      held.rest(wire);
      serveNext();
    },
    drop(wire) {
      held.drop(wire);
      serveNext();
    },
    close() {
      waiting.clear();
      held.close();
    },
  };
}

/** The connections that there are, busy and idle. */
interface Wires {
  /** A free connection or a new one; undefined when all are busy. */
  free(): Wire | undefined;
  open(): Wire;
  /** It is idle from now on. */
  rest(wire: Wire): void;
  drop(wire: Wire): void;
  close(): void;
}

/** `onGone` when one has been closed by its peer, so that there may be room for another. */
function wires(route: Route, onGone: () => void): Wires {
  const idle: Wire[] = [];
  const all = new Set<Wire>();

  function gone(wire: Wire): void {
    if (!all.delete(wire)) return;
    const index = idle.indexOf(wire);
    if (index >= 0) idle.splice(index, 1);
    onGone();
  }

  function drop(wire: Wire): void {
    all.delete(wire);
    wire.destroy();
  }

  function open(): Wire {
    const wire = openWire(route, gone);
    all.add(wire);
    return wire;
  }

  return {
    free() {
      const nowMs = performance.now();
      for (let wire = idle.pop(); wire !== undefined; wire = idle.pop()) {
        if (!wire.stale(nowMs)) return wire;
        drop(wire);
      }
      return all.size >= route.max ? undefined : open();
    },
    open,
    rest(wire) {
      if (all.has(wire)) idle.push(wire);
    },
    drop,
    close() {
      idle.length = 0;
      for (const wire of all) wire.destroy();
      all.clear();
    },
  };
}
