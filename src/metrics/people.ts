import type { GamedayEvent } from "../event/event.ts";
import { rolesFilled, team } from "../incident/team/state.ts";

/** Someone who took part, and the roles that they had at any time. */
export interface PersonRecord {
  readonly person: string;
  readonly as: "seat" | "user" | "script" | "bot" | "named";
  readonly roles: readonly string[];
  /** What they did, in events. */
  readonly acts: number;
}

/** Who commanded, from when to when. Exercise milliseconds. */
export interface CommandSpan {
  readonly person: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PeopleRecord {
  readonly people: readonly PersonRecord[];
  /** The roles that bots had. */
  readonly bots: readonly string[];
  /** Null when no one ever commanded. */
  readonly command: {
    readonly spans: readonly CommandSpan[];
    /** The time without a commander after the first, while the incident was open. */
    readonly gapMs: number;
  } | null;
  readonly handoffs: readonly {
    readonly role: string;
    readonly from: string;
    readonly to: string;
    readonly atMs: number;
  }[];
}

const over: ReadonlySet<string> = new Set(["resolved", "false-alarm", "merged"]);

/** Collects who was there, in which role, and whether there was always a commander. */
export function peopleRecord(): {
  take(event: GamedayEvent): void;
  done(endMs: number): PeopleRecord;
} {
  let state = team.initial;
  const people = new Map<string, { as: PersonRecord["as"]; roles: Set<string>; acts: number }>();
  const spans: { person: string; fromMs: number; toMs: number | undefined }[] = [];
  const handoffs: PeopleRecord["handoffs"][number][] = [];
  let overMs: number | undefined;
  const known = (id: string, as: PersonRecord["as"]): { roles: Set<string>; acts: number } => {
    const found = people.get(id) ?? { as, roles: new Set<string>(), acts: 0 };
    people.set(id, as === "named" ? found : { ...found, as });
    return found;
  };
  const take = (event: GamedayEvent): void => {
    if (event.by.kind === "person" || event.by.kind === "bot") {
      const one = people.get(event.by.id);
      if (one !== undefined) one.acts += 1;
    }
    if (event.type === "person.joined") known(event.data.person, event.data.as);
    if (event.type === "incident.assigned")
      known(event.data.to, "named").roles.add(event.data.role);
    if (event.type === "handoff.accepted") handoffs.push({ ...event.data, atMs: event.at });
    if (event.type === "incident.state")
      overMs = over.has(event.data.state) ? (overMs ?? event.at) : undefined;
    const next = team.evolve(state, event);
    if (next === state) return;
    state = next;
    enterCommand(spans, rolesFilled(state)["imoc"], event.at);
  };
  return {
    take,
    done: (endMs) => {
      const records = [...people].map(([person, { as, roles, acts }]) => ({
        person,
        as,
        roles: [...roles],
        acts,
      }));
      return {
        people: records,
        bots: records.flatMap(({ as, roles }) => (as === "bot" ? roles : [])),
        command: commandOf(spans, Math.min(endMs, overMs ?? endMs)),
        handoffs,
      };
    },
  };
}

/** Closes the span of who commanded before, and opens one for who commands now. */
function enterCommand(
  spans: { person: string; fromMs: number; toMs: number | undefined }[],
  person: string | undefined,
  atMs: number,
): void {
  const last = spans.at(-1);
  if (last !== undefined && last.toMs === undefined) {
    if (last.person === person) return;
    last.toMs = atMs;
  }
  if (person !== undefined) spans.push({ person, fromMs: atMs, toMs: undefined });
}

function commandOf(
  open: readonly { person: string; fromMs: number; toMs: number | undefined }[],
  endMs: number,
): PeopleRecord["command"] {
  const spans = open
    .filter(({ fromMs }) => fromMs <= endMs)
    .map(({ person, fromMs, toMs }) => ({ person, fromMs, toMs: Math.min(toMs ?? endMs, endMs) }));
  const [first] = spans;
  if (first === undefined) return null;
  const held = spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return { spans, gapMs: endMs - first.fromMs - held };
}
