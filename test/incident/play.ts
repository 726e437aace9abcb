/** Plays an incident in tests: given events, when a command, then events. */
import type { Actor } from "../../src/event/actor.ts";
import type { EventInput, GamedayEvent } from "../../src/event/event.ts";
import { automation } from "../../src/incident/automatic.ts";
import type { CommandContext, Decision } from "../../src/incident/command.ts";
import type { Command } from "../../src/verb/index.ts";
import { decide } from "../../src/incident/decide.ts";
import { evolve, initialIncident, type IncidentState } from "../../src/incident/incident.ts";
import type { OnCall } from "../../src/org/rotation/rotation.ts";
import type { Profile } from "../../src/org/profile.ts";
import { gremlin } from "../support/organisation.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";

export const bot: Actor = { id: "bot", kind: "bot", roles: ["imoc"] };
export const you: Actor = { id: "you", kind: "person", roles: ["tloc"] };

export interface Play {
  readonly state: IncidentState;
  readonly events: readonly GamedayEvent[];
  now: number;
  given(...inputs: readonly EventInput[]): void;
  when(command: Command, context?: Partial<CommandContext>): Decision;
  /** Asks the clockwork until it has nothing more to say now. */
  tick(atMs: number, breached?: boolean): readonly GamedayEvent[];
}

/** Every service has been below its objective long enough for any row. */
const below = { services: [{ names: ["api"], belowForMs: 24 * 3_600_000 }] };

export function play(
  start: { profile?: Profile; timeScale?: number; onCall?: readonly OnCall[] } = {},
): Play {
  let state = initialIncident({
    profile: start.profile ?? gremlin.profile,
    timeScale: start.timeScale ?? 1,
    name: "Fast Frog",
    onCall: start.onCall,
  });
  const journal = memoryJournal({
    clock: { monoMs: () => it.now, wallMs: () => it.now },
    exMs: () => it.now,
  });
  const given = (...inputs: readonly EventInput[]): void => {
    for (const input of inputs) state = evolve(state, journal.append(input));
  };
  const it: Play = {
    now: 0,
    get state() {
      return state;
    },
    events: journal.events,
    given,
    when: (command, context = {}) => {
      const decision = decide(state, command, {
        exMs: it.now,
        by: you,
        contained: false,
        watchMs: 15_000,
        facts: { services: [] },
        ...context,
      });
      if (decision.ok) given(...decision.events);
      return decision;
    },
    tick: (atMs, breached = false) => {
      it.now = atMs;
      const from = journal.events.length;
      for (let round = 0; round < 10; round += 1) {
        const due = automation(state, { exMs: atMs, facts: breached ? below : { services: [] } });
        if (due.length === 0) return journal.events.slice(from);
        given(...due);
      }
      throw new Error("the clockwork does not come to rest");
    },
  };
  return it;
}

/** The texts that went to a channel, without the drill marker. */
export function posted(events: readonly GamedayEvent[], channel: string): readonly string[] {
  return events.flatMap((event) =>
    event.type === "message.posted" && event.data.channel === channel
      ? [event.data.text.replace("DRILL · ", "")]
      : [],
  );
}
