import { setImmediate as nextTurn } from "node:timers/promises";
import type { Direction } from "../toxic-attributes.ts";
import type { Connection } from "./connection.ts";
import { inSlices } from "./slices.ts";
import type { Timer, Timers } from "./timers.ts";
import type { Schedule, Toxic } from "./toxic.ts";

/**
 * The toxics of one proxy, kept in step with its connections. A change is in the list immediately,
 * for new connections and for readers; open connections get it in slices of the event loop. So
 * changes run one at a time, inside `exclusive`.
 */
export interface ToxicSet {
  /** In order of addition. */
  readonly toxics: readonly Toxic[];
  /** Upstream ones first, then downstream, each in order of addition: the API's order. */
  readonly listed: () => readonly Toxic[];
  readonly find: (name: string) => Toxic | undefined;
  /** Runs one change at a time, in the order requested; immediately when none is running. */
  readonly exclusive: <T>(change: () => Promise<T>) => Promise<T>;
  readonly add: (toxic: Toxic) => Promise<void>;
  /** Passes changed fields to the connections; a new schedule counts from now. */
  readonly update: (toxic: Toxic, schedule: Schedule | undefined) => Promise<void>;
  readonly remove: (toxic: Toxic) => Promise<void>;
  /** Removes all of them. */
  readonly clear: () => Promise<void>;
}

/** Opens an empty set for the open connections of a proxy. */
export function toxicSet(connections: ReadonlySet<Connection>, timers: Timers): ToxicSet {
  const toxics: Toxic[] = [];
  const exclusive = turns();
  // A connection that is not established yet takes the current set once the upstream accepts it.
  const dialled = (): readonly Connection[] =>
    [...connections].filter((connection) => connection.dialled);
  const each = (
    toxic: Toxic,
    act: (chain: Connection["chains"][Direction]) => void,
  ): Promise<void> => inSlices(dialled(), ({ chains }) => act(chains[toxic.direction]));
  const remove = async (toxic: Toxic): Promise<void> => {
    const at = toxics.indexOf(toxic);
    if (at < 0) return;
    toxics.splice(at, 1);
    forget(toxic);
    await each(toxic, (chain) => chain.remove(toxic));
  };
  const arm = async (toxic: Toxic): Promise<void> => {
    toxic.armed = true;
    await each(toxic, (chain) => chain.update(toxic));
  };
  const { plan, forget } = planner(timers, exclusive, { arm, remove });

  return {
    toxics,
    listed: () => [
      ...toxics.filter((toxic) => toxic.direction === "upstream"),
      ...toxics.filter((toxic) => toxic.direction === "downstream"),
    ],
    find: (name) => toxics.find((toxic) => toxic.name === name),
    exclusive,
    add: async (toxic) => {
      toxics.push(toxic);
      if (toxic.schedule !== undefined) plan(toxic, toxic.schedule);
      await each(toxic, (chain) => chain.add([toxic]));
    },
    update: async (toxic, schedule) => {
      if (schedule !== undefined) plan(toxic, schedule);
      await each(toxic, (chain) => chain.update(toxic));
    },
    remove,
    clear: async () => {
      const all = new Set(toxics.splice(0));
      for (const toxic of all) forget(toxic);
      if (all.size === 0) return;
      await inSlices(dialled(), ({ chains }) => {
        chains.upstream.removeAll(all);
        chains.downstream.removeAll(all);
      });
    },
  };
}

interface Planner {
  /** Gives a toxic a schedule that counts from now. */
  readonly plan: (toxic: Toxic, schedule: Schedule) => void;
  readonly forget: (toxic: Toxic) => void;
}

function planner(
  timers: Timers,
  exclusive: ToxicSet["exclusive"],
  { arm, remove }: Readonly<Record<"arm" | "remove", (toxic: Toxic) => Promise<void>>>,
): Planner {
  const waits = new Map<Toxic, readonly Timer[]>();
  const forget = (toxic: Toxic): void => {
    for (const timer of waits.get(toxic) ?? []) timer.cancel();
    waits.delete(toxic);
  };
  const plan = (toxic: Toxic, schedule: Schedule): void => {
    forget(toxic);
    const now = timers.now();
    const ends = [
      schedule.ttl > 0 ? now + schedule.ttl : Infinity,
      schedule.for > 0 ? now + schedule.after + schedule.for : Infinity,
    ];
    toxic.schedule = schedule;
    toxic.armed = schedule.after <= 0;
    toxic.endsAtMs = Math.min(...ends);
    const planned: Timer[] = [];
    // A timer that fires while a change waits is void if that change sets a new schedule.
    const at = (dueMs: number, act: (toxic: Toxic) => Promise<void>): void =>
      void planned.push(
        timers.at(
          dueMs,
          () => void exclusive(async () => (waits.get(toxic) === planned ? act(toxic) : undefined)),
        ),
      );
    if (!toxic.armed) at(now + schedule.after, arm);
    at(toxic.endsAtMs, remove);
    waits.set(toxic, planned);
  };
  return { plan, forget };
}

/**
 * Runs one change at a time. A change that had to wait begins in its own turn of the event loop.
 */
function turns(): ToxicSet["exclusive"] {
  let last: Promise<void> | undefined;
  return (change) => {
    const result = last === undefined ? change() : last.then(() => nextTurn()).then(change);
    const done = result
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (last === done) last = undefined;
      });
    last = done;
    return result;
  };
}
