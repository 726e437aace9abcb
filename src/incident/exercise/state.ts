import type { GamedayEvent } from "../../event/event.ts";
import type { EventPattern, Expectation, PlannedInject } from "../../event/inject.ts";
import { changed, emptyTimetable, type Change, type Timetable } from "../../kernel/timetable.ts";
import type { Slice } from "../slice.ts";
import { fits } from "./pattern.ts";

/** An expectation of a delivered inject whose answer is not recorded yet. */
export interface Watched {
  readonly inject: string;
  /** Which of the inject's expectations. */
  readonly index: number;
  readonly expect: Expectation;
  /** Exercise milliseconds. */
  readonly untilEx: number;
  /** The event that was like it, in time. */
  readonly seen: number | undefined;
}

/** What the exercise has planned, and what came of it. */
export interface Exercise {
  readonly injects: Readonly<Record<string, PlannedInject>>;
  readonly timetable: Timetable;
  /** The event by which an inject is not needed any more. */
  readonly spared: Readonly<Record<string, number>>;
  readonly watching: readonly Watched[];
  /** Delivered injects that ask for an answer and have none. */
  readonly unanswered: readonly string[];
}

export const exercise: Slice<Exercise> = {
  initial: {
    injects: {},
    timetable: emptyTimetable,
    spared: {},
    watching: [],
    unanswered: [],
  },
  evolve,
};

function evolve(state: Exercise, event: GamedayEvent): Exercise {
  if (event.type === "inject.scheduled") return scheduled(state, event.data);
  // Nine events in ten are measurements, and most drills have no injects.
  if (event.type === "load.bin" || event.type === "probe.sample" || isEmpty(state)) return state;
  return told(noticed(state, event), event);
}

function isEmpty({ injects }: Exercise): boolean {
  for (const _ in injects) return false;
  return true;
}

type DataOf<T extends GamedayEvent["type"]> = Extract<GamedayEvent, { type: T }>["data"];

function scheduled(state: Exercise, { inject, plan }: DataOf<"inject.scheduled">): Exercise {
  const { after, inMs } = plan;
  const mark = typeof after === "string" ? after : markOf(inject);
  return {
    ...state,
    injects: { ...state.injects, [inject]: plan },
    timetable: changed(state.timetable, { do: "plan", id: inject, after: mark, inMs }),
  };
}

/** The mark of an inject that counts from an event of its own; no id has a space. */
function markOf(inject: string): string {
  return `before ${inject}`;
}

/** What the events about injects, and the two that everything counts from, say. */
function told(state: Exercise, event: GamedayEvent): Exercise {
  switch (event.type) {
    case "drill.phase":
      return event.data.phase === "steady"
        ? at(state, { do: "mark", mark: "start", ex: event.ex })
        : state;
    case "fault.applied":
      return at(state, { do: "mark", mark: "fault", ex: event.ex });
    case "inject.held":
      return at(state, { do: "hold", id: event.data.inject });
    case "inject.released":
      return at(state, { do: "release", id: event.data.inject });
    case "inject.skipped":
      return at(state, { do: "skip", id: event.data.inject });
    case "inject.delayed":
      return at(state, { do: "delay", id: event.data.inject, byMs: event.data.byMs });
    case "inject.delivered":
      return delivered(state, event.data, event.ex);
    case "inject.answered":
      return event.data.expect === undefined
        ? { ...state, unanswered: state.unanswered.filter((id) => id !== event.data.inject) }
        : judged(state, event.data);
    case "inject.missed":
      return judged(state, event.data);
    default:
      return state;
  }
}

function at(state: Exercise, change: Change): Exercise {
  const timetable = changed(state.timetable, change);
  return timetable === state.timetable ? state : { ...state, timetable };
}

function delivered(
  state: Exercise,
  { inject, asks }: DataOf<"inject.delivered">,
  ex: number,
): Exercise {
  const expected = state.injects[inject]?.expect ?? [];
  return {
    ...at(state, { do: "done", id: inject, ex }),
    watching: [
      ...state.watching,
      ...expected.map((expect, index) => ({
        inject,
        index,
        expect,
        untilEx: ex + expect.withinMs,
        seen: undefined,
      })),
    ],
    unanswered: asks === true ? [...state.unanswered, inject] : state.unanswered,
  };
}

function judged(
  state: Exercise,
  { inject, expect }: { inject: string; expect?: number },
): Exercise {
  return {
    ...state,
    watching: state.watching.filter((one) => one.inject !== inject || one.index !== expect),
  };
}

/** What an event means for those that wait for one like it. */
function noticed(state: Exercise, event: GamedayEvent): Exercise {
  const marked = Object.entries(state.injects).reduce(
    (next, [id, { after }]) =>
      typeof after !== "string" && fits(after, event)
        ? at(next, { do: "mark", mark: markOf(id), ex: event.ex })
        : next,
    state,
  );
  // Only what people and their bots do is an answer to anything.
  return event.by.kind === "person" || event.by.kind === "bot" ? acted(marked, event) : marked;
}

function acted(state: Exercise, event: GamedayEvent): Exercise {
  const spared = Object.entries(state.injects).filter(
    ([id, { unless }]) =>
      unless !== undefined && state.spared[id] === undefined && fits(unless, event),
  );
  const watching = state.watching.map((one) =>
    one.seen === undefined && event.ex <= one.untilEx && isMeant(one, one.expect, event)
      ? { ...one, seen: event.seq }
      : one,
  );
  const changes = watching.some((one, index) => one !== state.watching[index]);
  return spared.length === 0 && !changes
    ? state
    : {
        ...state,
        watching: changes ? watching : state.watching,
        spared: { ...state.spared, ...Object.fromEntries(spared.map(([id]) => [id, event.seq])) },
      };
}

/** An answer counts for the inject that it is about. */
function isMeant({ inject }: Watched, pattern: EventPattern, event: GamedayEvent): boolean {
  if (event.type === "inject.answered" && event.data.inject !== inject) return false;
  return fits(pattern, event);
}
