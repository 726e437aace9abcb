/**
 * What the engine does with the monitor, in small: events go in as they are written, conclusions
 * are drawn once a second and go in as well.
 */
import type { EventInput, GamedayEvent } from "../../src/event/event.ts";
import { conclude, liveMonitor, observe, type LiveMonitor } from "../../src/monitor/monitor.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { resolveScenario } from "../../src/plan/resolve.ts";
import { planned, stamp, type TimedInput } from "./event-builder.ts";

export interface Watched {
  readonly events: GamedayEvent[];
  readonly state: LiveMonitor;
  /** What the monitor said, in order. */
  readonly said: GamedayEvent[];
}

/**
 * Plays inputs (in order of writing) and a second's tick from 0 to `untilMs`; returns the whole
 * journal.
 */
export function watched(plan: Plan, inputs: readonly TimedInput[], untilMs: number): Watched {
  const state = liveMonitor(plan, resolveScenario(plan, {}));
  const events: GamedayEvent[] = [];
  const said: GamedayEvent[] = [];
  const queue: TimedInput[] = [];
  const pen = stamp(drain(queue), false);
  const write = (input: TimedInput): GamedayEvent => {
    queue.push(input);
    const event = pen.next().value as GamedayEvent;
    events.push(event);
    observe(state, event);
    return event;
  };
  write(planned(plan));
  let index = 0;
  for (let now = 0; now <= untilMs; now += 1_000) {
    for (; index < inputs.length && exOf(inputs[index]) <= now; index += 1)
      write(inputs[index] as TimedInput);
    for (const input of conclude(state, now)) said.push(write({ ...input, ex: now }));
  }
  return { events, state, said };
}

const exOf = (input: TimedInput | undefined): number => input?.ex ?? input?.at ?? 0;

function* drain(queue: TimedInput[]): Generator<TimedInput> {
  for (;;)
    yield (
      queue.shift() ??
      ({ type: "drill.note", data: { text: "nothing was written" } } satisfies EventInput)
    );
}
