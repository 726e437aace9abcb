import type { EventData, GamedayEvent } from "../../event/event.ts";
import type { Slice } from "../slice.ts";

/** Whom a page is for: a role, a role of one service, or a person. */
export interface Target {
  readonly to: string;
  readonly service?: string;
}

/** A page without an acknowledgement. */
export interface OpenPage extends Target {
  readonly sinceEx: number;
  /** When the newest step began. */
  readonly lastEx: number;
  /** How far it went: 0 is the first of the profile's steps. */
  readonly step: number;
  /** Everyone whom it reached, in that order; empty when it is for a role and names no one. */
  readonly people: readonly string[];
  /** Those of the newest step. */
  readonly newest: readonly string[];
}

/** By target: a second page to the same is the same page. */
export type OpenPages = Readonly<Record<string, OpenPage>>;

export const pages: Slice<OpenPages> = { initial: {}, evolve };

export function targetKey({ to, service }: Target): string {
  return service === undefined ? to : `${to}/${service}`;
}

function evolve(state: OpenPages, event: GamedayEvent): OpenPages {
  switch (event.type) {
    case "page.sent":
      return { ...state, [targetKey(event.data)]: sent(state, event.data, event.ex) };
    case "page.acked":
      return Object.fromEntries(
        Object.entries(state).filter(([key]) => key !== targetKey(event.data)),
      );
    default:
      return state;
  }
}

/** A storm pages the same target many times; only the next step restarts the wait. */
function sent(state: OpenPages, data: EventData["page.sent"], ex: number): OpenPage {
  const { to, service, person, step = 0 } = data;
  const people = person === undefined ? [] : [person];
  const open = state[targetKey(data)];
  if (open === undefined) {
    const target = service === undefined ? { to } : { to, service };
    return { ...target, sinceEx: ex, lastEx: ex, step, people, newest: people };
  }
  const all = [...new Set([...open.people, ...people])];
  return step > open.step
    ? { ...open, lastEx: ex, step, people: all, newest: people }
    : { ...open, people: all, newest: [...new Set([...open.newest, ...people])] };
}
