/** A drill as the verbs see it, on a journal in memory, with a clock turned by hand. */
import type { Facts } from "../../src/org/facts.ts";
import { matchHere } from "../../src/kernel/pattern.ts";
import type { EvidenceQuestion, ControlPort } from "../../src/control/port.ts";
import type { Asker, Request } from "../../src/control/protocol.ts";
import { Seats } from "../../src/control/seats.ts";
import type { Phase } from "../../src/event/drill.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import { evolve, initialIncident } from "../../src/incident/incident.ts";
import { gremlin } from "./organisation.ts";
import { record } from "../../src/journal/journal.ts";
import type { Profile } from "../../src/org/profile.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";

export const you: Asker = { id: "you", kind: "person", roles: ["tloc"] };

export const evidence: Readonly<Record<string, EvidenceQuestion>> = {
  "its-the-api": {
    question: "Which service sends the load?",
    statement: "It is the API",
    accept: { column: "application", equals: "api", atLeast: 0.8 },
    hints: ["The database can tell what it does."],
  },
  "one-user": {
    question: "One user or many?",
    statement: "It is mostly one user.",
    accept: { column: "customer", equals: 4211, atLeast: 0.8 },
    hints: [],
  },
};

export interface DrillPort extends ControlPort {
  readonly events: readonly GamedayEvent[];
  readonly stops: readonly string[];
  now: number;
  inPhase: Phase;
  contained: boolean;
  facts: Facts;
}

export function drillPort(profile: Profile = gremlin.profile): DrillPort {
  const journal = memoryJournal({
    clock: { monoMs: () => port.now, wallMs: () => port.now },
    exMs: () => port.now,
  });
  let incident = initialIncident({ profile, timeScale: 1, name: "Fast Frog" });
  const stops: string[] = [];
  const port: DrillPort = {
    events: journal.events,
    stops,
    now: 0,
    inPhase: "respond",
    contained: false,
    facts: { services: [] },
    incident: () => incident,
    context: (by) => ({
      exMs: port.now,
      by,
      contained: port.contained,
      watchMs: 15_000,
      facts: port.facts,
    }),
    phase: () => port.inPhase,
    evidence: () => evidence,
    matching: matchHere,
    hints: () => ["Look at the database first."],
    record: async (inputs) => {
      const before = journal.events.length;
      const written = record(journal, inputs);
      for (const event of journal.events.slice(before)) incident = evolve(incident, event);
      return written;
    },
    status: () => ({ drill: "d" }),
    pause: async () => "The drill is paused.",
    unpause: async () => "The drill goes on.",
    where: (component, account) =>
      component === "db"
        ? { host: "127.0.0.1", port: 3306, ...(account === undefined ? {} : { password: "p" }) }
        : undefined,
    seats: new Seats(),
    stop: (reason, why) => void stops.push(why === "stopped" ? reason : `${why}: ${reason}`),
  };
  return port;
}

export function request(verb: string, args: Request["args"] = {}, by: Asker = you): Request {
  return { verb, args, by };
}
