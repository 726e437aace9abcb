import type { GamedayEvent } from "../event/event.ts";
import { baseOf, componentsAt } from "../plan/reach.ts";
import type { Plan } from "../plan/plan.ts";

/**
 * A component died, and neither a fault nor a door of the stack explains it. Exercise milliseconds.
 */
export interface DeathRecord {
  readonly component: string;
  readonly atMs: number;
  readonly detail: string;
}

/**
 * Within this time of a requested restart, a component's death counts as that restart.
 * Milliseconds.
 */
const toldMs = 10_000;

/**
 * Collects the unplanned deaths of components, from the first fault to the end of the response
 * phase.
 */
export function deathRecords({ scenario, faults }: Plan): {
  take(event: GamedayEvent): void;
  readonly all: readonly DeathRecord[];
} {
  const all: DeathRecord[] = [];
  const acting = new Set<string>();
  const gone = new Set<string>();
  const told = new Map<string, number>();
  let play = false;
  const isStruck = (id: string): boolean =>
    faults
      .filter((fault) => acting.has(fault.id))
      .some(({ target, members }) =>
        (members ?? [target]).some((struck) => componentsAt(struck, scenario).includes(baseOf(id))),
      );
  const take = (event: GamedayEvent): void => {
    switch (event.type) {
      case "drill.phase":
        play = event.data.phase === "break" || event.data.phase === "respond";
        break;
      case "fault.armed":
        acting.add(event.data.id);
        break;
      case "fault.undone":
        acting.delete(event.data.id);
        break;
      case "change.seen":
        if (event.data.what === "power" && event.data.source === "door")
          told.set(baseOf(event.data.target), event.at);
        break;
      case "component.state": {
        const { component, state, detail } = event.data;
        const known =
          isStruck(component) ||
          event.at - (told.get(baseOf(component)) ?? Number.NEGATIVE_INFINITY) <= toldMs;
        const dead = gone.has(component);
        if (state === "exited") gone.add(component);
        else gone.delete(component);
        if (play && state === "exited" && !dead && !known)
          all.push({ component, atMs: event.at, detail: detail ?? "" });
        break;
      }
      default:
    }
  };
  return { take, all };
}
