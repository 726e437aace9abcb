import type { Direction } from "../toxic-attributes.ts";
import type { Connection } from "./connection.ts";
import type { Timer, Timers } from "./timers.ts";
import type { Schedule, Toxic } from "./toxic.ts";

/** The toxics of one proxy, kept in step with its connections. */
export interface ToxicSet {
  /** In order of addition. */
  readonly toxics: readonly Toxic[];
  /** Upstream ones first, then downstream, each in order of addition: the API's order. */
  readonly listed: () => readonly Toxic[];
  readonly find: (name: string) => Toxic | undefined;
  readonly add: (toxic: Toxic) => void;
  /** Tells the connections of changed fields; a schedule given anew counts from now. */
  readonly update: (toxic: Toxic, schedule: Schedule | undefined) => void;
  readonly remove: (toxic: Toxic) => void;
  /** Removes all of them. */
  readonly clear: () => void;
}

/** Opens an empty set over the living connections of a proxy. */
export function toxicSet(connections: ReadonlySet<Connection>, timers: Timers): ToxicSet {
  const toxics: Toxic[] = [];
  const waits = new Map<Toxic, Timer[]>();
  const each = (toxic: Toxic, act: (chain: Connection["chains"][Direction]) => void): void => {
    // A connection still dialling takes the set as it is once the upstream has answered.
    for (const connection of connections) if (connection.dialled) act(connection.chains[toxic.direction]);
  };
  const forget = (toxic: Toxic): void => {
    for (const timer of waits.get(toxic) ?? []) timer.cancel();
    waits.delete(toxic);
  };
  const remove = (toxic: Toxic): void => {
    const at = toxics.indexOf(toxic);
    if (at < 0) return;
    toxics.splice(at, 1);
    forget(toxic);
    each(toxic, (chain) => chain.remove(toxic));
  };
  const plan = (toxic: Toxic, schedule: Schedule): void => {
    forget(toxic);
    const now = timers.now();
    const ends = [schedule.ttl > 0 ? now + schedule.ttl : Infinity, schedule.for > 0 ? now + schedule.after + schedule.for : Infinity];
    toxic.schedule = schedule;
    toxic.armed = schedule.after <= 0;
    toxic.endsAtMs = Math.min(...ends);
    const begin = toxic.armed ? [] : [timers.at(now + schedule.after, () => arm(toxic))];
    waits.set(toxic, [...begin, timers.at(toxic.endsAtMs, () => remove(toxic))]);
  };
  const arm = (toxic: Toxic): void => {
    toxic.armed = true;
    each(toxic, (chain) => chain.update(toxic));
  };

  return {
    toxics,
    listed: () => [...toxics.filter((toxic) => toxic.direction === "upstream"), ...toxics.filter((toxic) => toxic.direction === "downstream")],
    find: (name) => toxics.find((toxic) => toxic.name === name),
    add: (toxic) => {
      toxics.push(toxic);
      if (toxic.schedule !== undefined) plan(toxic, toxic.schedule);
      each(toxic, (chain) => chain.add([toxic]));
    },
    update: (toxic, schedule) => {
      if (schedule !== undefined) plan(toxic, schedule);
      each(toxic, (chain) => chain.update(toxic));
    },
    remove,
    clear: () => {
      for (let first = toxics[0]; first !== undefined; first = toxics[0]) remove(first);
    },
  };
}
