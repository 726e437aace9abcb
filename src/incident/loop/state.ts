/** The commander's loop: what is known, suspected, proposed, decided and assigned, as it is now. */
import { isKnownPerson } from "../../event/actor.ts";
import type { GamedayEvent } from "../../event/event.ts";
import type { Risk } from "../../event/loop.ts";
import type { Slice } from "../slice.ts";
import { closed, noChanges, withChange, withFlag, type Changes } from "./changes.ts";

export interface SizeUp {
  readonly ex: number;
  readonly by: string;
  readonly text: string;
}

export interface Hypothesis {
  readonly id: string;
  readonly ex: number;
  readonly by: string;
  readonly text: string;
  readonly verdict?: "confirmed" | "refuted";
  readonly evidence?: string;
}

export interface Objection {
  readonly by: string;
  readonly text: string;
}

/** Whether strong objections were asked for, and until when. */
export interface Poll {
  readonly untilEx: number;
  readonly open: boolean;
}

export interface Proposal {
  readonly id: string;
  readonly by: string;
  readonly text: string;
  readonly risk: Risk;
  readonly poll?: Poll;
  readonly objections: readonly Objection[];
  /** The decision that took it up. */
  readonly decided?: string;
}

export interface Made {
  readonly id: string;
  readonly ex: number;
  readonly by: string;
  readonly text: string;
  readonly proposal?: string;
}

export interface Task {
  readonly id: string;
  /** Its one owner. */
  readonly to: string;
  readonly by: string;
  readonly text: string;
  readonly fromEx: number;
  /** The box it has now, and how long that is: the next time that it is missed. */
  readonly untilEx: number;
  readonly boxMs: number;
  readonly understood: boolean;
  readonly doneEx?: number;
  readonly result?: string;
  /** How many boxes have run out. */
  readonly missed: number;
  /** Boxes that have run out since the last one was given. */
  readonly missedNow: number;
}

export interface Loop {
  /** The newest. */
  readonly sizeUp?: SizeUp;
  readonly hypotheses: readonly Hypothesis[];
  readonly proposals: readonly Proposal[];
  readonly decisions: readonly Made[];
  readonly tasks: readonly Task[];
  /** A proposal was decided, and the incident's state does not say so yet. */
  readonly toMitigate: boolean;
  /** Everyone who did something, by name; bots and unknown hands do not count. */
  readonly people: readonly string[];
  readonly changes: Changes;
  /** How often people set another severity, from when on is in `incident.severity`. */
  readonly regraded: number;
}

export const loop: Slice<Loop> = {
  initial: {
    hypotheses: [],
    proposals: [],
    decisions: [],
    tasks: [],
    toMitigate: false,
    people: [],
    changes: noChanges,
    regraded: 0,
  },
  evolve: (state, event) => withPerson(fold(state, event), event),
};

/** The end of the box that a task runs out of next. */
export function nextMissEx({ untilEx, boxMs, missedNow }: Task): number {
  return untilEx + boxMs * missedNow;
}

function withPerson(state: Loop, { by }: GamedayEvent): Loop {
  return !isKnownPerson(by) || state.people.includes(by.id)
    ? state
    : { ...state, people: [...state.people, by.id] };
}

/** From here on, what was decided before leads to nothing by itself. */
const settled: ReadonlySet<string> = new Set(["mitigating", "mitigated", "reopened"]);

function fold(state: Loop, event: GamedayEvent): Loop {
  switch (event.type) {
    case "sizeup.given":
      return { ...state, sizeUp: { ex: event.ex, by: event.by.id, text: event.data.text } };
    case "hypothesis.suspected":
      return {
        ...state,
        hypotheses: [...state.hypotheses, { ...event.data, ex: event.ex, by: event.by.id }],
      };
    case "hypothesis.judged": {
      const { hypothesis, ...judgement } = event.data;
      return {
        ...state,
        hypotheses: state.hypotheses.map(({ evidence, ...one }) => {
          if (one.id === hypothesis) return { ...one, ...judgement };
          return evidence === undefined ? one : { ...one, evidence };
        }),
      };
    }
    case "change.seen":
      return { ...state, changes: withChange(state.changes, event) };
    case "practice.flagged":
      return { ...state, changes: withFlag(state.changes, event) };
    case "incident.severity":
      return event.data.automatic ? state : { ...state, regraded: state.regraded + 1 };
    case "incident.state":
      return state.toMitigate && settled.has(event.data.state)
        ? { ...state, toMitigate: false }
        : state;
    default:
      return foldAction(foldTask(state, event), event);
  }
}

function foldAction(state: Loop, event: GamedayEvent): Loop {
  switch (event.type) {
    case "action.proposed":
      return {
        ...state,
        proposals: [...state.proposals, { ...event.data, by: event.by.id, objections: [] }],
      };
    case "poll.opened": {
      const { proposal, untilEx } = event.data;
      return {
        ...state,
        proposals: changed(state.proposals, proposal, () => ({ poll: { untilEx, open: true } })),
      };
    }
    case "poll.closed":
      return {
        ...state,
        proposals: changed(state.proposals, event.data.proposal, ({ poll }) =>
          poll === undefined ? {} : { poll: { ...poll, open: false } },
        ),
      };
    case "objection.raised": {
      const objection = { by: event.by.id, text: event.data.text };
      return {
        ...state,
        proposals: changed(state.proposals, event.data.proposal, ({ objections }) => ({
          objections: [...objections, objection],
        })),
      };
    }
    case "decision.made": {
      const { id, proposal } = event.data;
      return {
        ...state,
        changes: closed(state.changes),
        decisions: [...state.decisions, { ...event.data, ex: event.ex, by: event.by.id }],
        toMitigate: state.toMitigate || proposal !== undefined,
        proposals:
          proposal === undefined
            ? state.proposals
            : changed(state.proposals, proposal, () => ({ decided: id })),
      };
    }
    default:
      return state;
  }
}

function foldTask(state: Loop, event: GamedayEvent): Loop {
  switch (event.type) {
    case "task.assigned": {
      const { untilEx } = event.data;
      const task: Task = {
        ...event.data,
        by: event.by.id,
        fromEx: event.ex,
        boxMs: untilEx - event.ex,
        understood: false,
        missed: 0,
        missedNow: 0,
      };
      return { ...state, changes: closed(state.changes), tasks: [...state.tasks, task] };
    }
    case "task.understood":
      return {
        ...state,
        tasks: changed(state.tasks, event.data.task, () => ({ understood: true })),
      };
    case "task.done": {
      const { task, text: result } = event.data;
      return {
        ...state,
        changes: closed(state.changes),
        tasks: changed(state.tasks, task, () => ({ understood: true, doneEx: event.ex, result })),
      };
    }
    case "task.extended": {
      const { task, untilEx } = event.data;
      return {
        ...state,
        tasks: changed(state.tasks, task, () => ({
          untilEx,
          boxMs: untilEx - event.ex,
          missedNow: 0,
        })),
      };
    }
    case "task.expired": {
      const { task, times } = event.data;
      return {
        ...state,
        tasks: changed(state.tasks, task, ({ missedNow }) => ({
          missed: times,
          missedNow: missedNow + 1,
        })),
      };
    }
    default:
      return state;
  }
}

function changed<T extends { readonly id: string }>(
  all: readonly T[],
  id: string,
  change: (one: T) => Partial<T>,
): readonly T[] {
  return all.map((one) => (one.id === id ? { ...one, ...change(one) } : one));
}
