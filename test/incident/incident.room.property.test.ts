/**
 * One to nine people type whatever they like, in any order, while time passes and the system is
 * changed under them: what must hold whatever happens. `npm run test:incident` plays 20,000 of
 * these.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Actor } from "../../src/event/actor.ts";
import { decodeEvent, encodeEvent } from "../../src/event/codec.ts";
import type { EventInput, GamedayEvent } from "../../src/event/event.ts";
import type { Flag, Practice } from "../../src/event/loop.ts";
import { visibleTo } from "../../src/event/visible.ts";
import { evolve, initialIncident, type IncidentState } from "../../src/incident/incident.ts";
import { allProfiles, profileNamed } from "../support/organisation.ts";
import { rightsOf, type Profile } from "../../src/org/profile.ts";
import {
  isIncidentVerb,
  shortName,
  verbNames,
  verbOf,
  type Command,
} from "../../src/verb/index.ts";
import type { Argument } from "../../src/verb/verb.ts";
import { play, type Play } from "./play.ts";

const full = process.env["GAMEDAY_INCIDENT"] === "full";

const names = ["ana", "bo", "cy", "dee", "eli", "flo", "gus", "hal", "ivy"];
const roles = ["imoc", "tloc", "deputy", "scribe", "liaison"];
const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("h1", "p1", "p2", "t1", "t2", "#T3", "1") },
  { weight: 5, arbitrary: fc.constantFrom(...names, ...roles, "me", "can someone", "Team") },
  { weight: 2, arbitrary: fc.constantFrom("high", "low", "e", "__proto__", "@") },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }).filter((text) => text.trim() !== "") },
);
const values: Readonly<Record<Argument["is"], fc.Arbitrary<unknown>>> = {
  text: word,
  severity: fc.integer({ min: -1, max: 6 }),
  duration: fc.integer({ min: 1, max: 1_200_000 }),
  data: fc.constant(undefined),
};

/** Any verb about the incident, with arguments of the right kinds. */
const command = fc.constantFrom(...verbNames.filter(isIncidentVerb)).chain((name) =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(verbOf(name).args).map(([key, { is }]) => [key, values[is]]),
      ),
      {
        requiredKeys: Object.entries(verbOf(name).args).flatMap(([key, { required }]) =>
          required === true ? [key] : [],
        ),
      },
    )
    .map((args) => ({ do: shortName(name), ...args }) as Command),
);

const person = fc.nat(8);
const move = fc.oneof(
  { weight: 12, arbitrary: fc.record({ command, by: person, contained: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ afterMs: fc.nat(900_000), breached: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ changedBy: person, what: fc.constantFrom("api", "db") }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "alert" as const,
      "proof" as const,
      "page" as const,
      "kill" as const,
    ),
  },
);

const mode = fc.constantFrom("off" as const, "warn" as const, "block" as const);
const game = fc.record({
  profile: fc.constantFrom(...allProfiles),
  rights: mode,
  practices: fc.array(mode, { minLength: 12, maxLength: 12 }),
  timeScale: fc.constantFrom(1, 6, 60),
  people: fc.integer({ min: 1, max: 9 }),
  start: fc.array(fc.constantFrom(...roles), { maxLength: 4 }),
  moves: fc.array(move, { minLength: 1, maxLength: 40 }),
});
type Game = typeof game extends fc.Arbitrary<infer G> ? G : never;

test(`${full ? "20,000" : "some"} sequences of one to nine people keep every promise`, ({
  task,
}) => {
  let sequences = 0;
  try {
    fc.assert(
      fc.property(game, (one) => {
        sequences += 1;
        promises(one);
      }),
      { numRuns: full ? 20_000 : 150 },
    );
  } finally {
    Object.assign(task.meta, { sequences });
  }
});

function promises(one: Game): void {
  const profile = profileOf(one);
  const it = play({ profile, timeScale: one.timeScale });
  const crew = names.slice(0, one.people).map((id): Actor => ({ id, kind: "person", roles: [] }));
  it.given(
    ...crew.map(({ id }): EventInput => ({
      type: "person.joined",
      data: { person: id, as: "seat" },
    })),
  );
  it.given(
    ...one.start.map((role, at): EventInput => ({
      type: "incident.assigned",
      data: { role, to: names[at % one.people] ?? "" },
    })),
  );
  it.when({ do: "declare", level: profile.startLevel, text: "errors" }, { by: crew[0] ?? nobody });
  for (const each of one.moves) step(it, each, crew);
  expectOrder(it);
  expectTasks(it.events);
  expectPractice(it.events, profile);
  expectSecrets(it.events);
  const start = initialIncident({ profile, timeScale: one.timeScale, name: "Fast Frog" });
  expect(it.events.map(again).reduce(evolve, start)).toEqual(it.state);
}

const nobody: Actor = { id: "nobody", kind: "person", roles: [] };

function profileOf({ profile, rights, practices }: Game): Profile {
  const rules = Object.fromEntries(
    Object.keys(profile.practices.rules).map((rule, at) => [rule, practices[at % 12] ?? "off"]),
  ) as Profile["practices"]["rules"];
  return {
    ...profile,
    rights: { ...profile.rights, mode: rights },
    practices: { ...profile.practices, rules },
  };
}

function step(it: Play, one: Game["moves"][number], crew: readonly Actor[]): void {
  const who = (index: number): Actor => crew[index % crew.length] ?? nobody;
  if (one === "alert")
    it.given({ type: "alert.fired", data: { alert: "a", text: "a", page: "tloc", copy: 1 } });
  else if (one === "page") it.given({ type: "page.sent", data: { to: "tloc", text: "p" } });
  else if (one === "kill")
    it.given({ type: "tool.used", data: { tool: "kill-loop", summary: "k" }, by: who(0) });
  else if (one === "proof") it.given(proof);
  else if ("changedBy" in one)
    it.given({
      type: "change.seen",
      data: {
        target: one.what,
        what: "limit",
        fact: "limit",
        before: 1,
        after: 2,
        source: "sql",
      },
      by: who(one.changedBy),
    });
  else if ("afterMs" in one) it.tick(it.now + one.afterMs, one.breached);
  else {
    const by = who(one.by);
    const before = it.state;
    const decision = it.when(one.command, { by, contained: one.contained });
    if (decision.ok) expectRight(before, one.command, by);
    else expect(`${decision.why} / ${decision.instead}`).toMatch(/\S.* \/ .*\S/s);
  }
  expect(it.state.team.holders.filter(({ role }) => role === "imoc").length).toBeLessThanOrEqual(1);
}

const proof: EventInput = {
  type: "evidence.proved",
  data: {
    evidence: "e",
    statement: "s",
    how: "h",
    artefact: { command: "", output: "", exit: 0 },
  },
};

/** Nothing happens in `block` that the profile gives to others who are there. */
function expectRight(state: IncidentState, asked: Command, by: Actor): void {
  const { profile, team, pages } = state;
  const allowed = rightsOf(profile, asked.do);
  // Anyone may page who commands: whom a page is for has tests of its own.
  if (profile.rights.mode !== "block" || allowed === "anyone" || asked.do === "page") return;
  const away = new Set(team.away.map(({ person: id }) => id));
  const here = team.holders.filter(({ person: id }) => !away.has(id));
  const own = here.filter(({ person: id }) => id === by.id).map(({ role }) => role);
  if (asked.do === "ack" && own.some((role) => Object.hasOwn(pages, role))) return;
  const filled = allowed.some((role) => here.some((holder) => holder.role === role));
  expect({
    do: asked.do,
    by: by.id,
    own,
    allowed,
    may: !filled || own.some((role) => allowed.includes(role)),
  }).toMatchObject({ may: true });
}

/** Sequence and clock only go forward; an upgrade never moves the deadline back. */
function expectOrder({ events, state, now }: Play): void {
  let ex = 0;
  for (const [seq, event] of events.entries()) {
    expect(event.seq).toBe(seq);
    expect(event.ex).toBeGreaterThanOrEqual(ex);
    ({ ex } = event);
  }
  for (const at of [state.stateEx, state.levelEx, state.clockFromEx])
    expect(at).toBeLessThanOrEqual(now);
}

/** A task has one owner for good, a box that ends after it began, and one end. */
function expectTasks(events: readonly GamedayEvent[]): void {
  const open = new Map<string, string>();
  const done = new Set<string>();
  for (const event of events) {
    if (event.type === "task.assigned") {
      expect(open.has(event.data.id)).toBe(false);
      expect(event.data.to).not.toBe("");
      expect(event.data.to).not.toMatch(/^(can )?(some|any)one|^team/i);
      expect(event.data.untilEx).toBeGreaterThan(event.ex);
      open.set(event.data.id, event.data.to);
    } else if (event.type === "task.expired" || event.type === "task.extended") {
      expect(open.has(event.data.task)).toBe(true);
      expect(done.has(event.data.task)).toBe(false);
      if (event.type === "task.expired") expect(event.data.to).toBe(open.get(event.data.task));
    } else if (event.type === "task.done") {
      expect(done.has(event.data.task)).toBe(false);
      done.add(event.data.task);
    }
  }
}

const refusable: ReadonlySet<Practice> = new Set<Practice>([
  "unboxed-task",
  "unowned-task",
  "skipped-poll",
  "severity-debate",
]);

const isPractice = (rule: Flag): rule is Practice =>
  Object.hasOwn(profileNamed("gremlin").practices.rules, rule);

/** What is off is not flagged, and what is refused does not happen. */
function expectPractice(events: readonly GamedayEvent[], { practices }: Profile): void {
  for (const event of events) {
    if (event.type !== "practice.flagged") continue;
    const { rule } = event.data;
    if (!isPractice(rule)) continue;
    expect(`${rule} ${practices.rules[rule]}`).not.toBe(`${rule} off`);
    if (refusable.has(rule)) expect(`${rule} ${practices.rules[rule]}`).toBe(`${rule} warn`);
  }
}

/** Who has none of an event's roles does not get it. */
function expectSecrets(events: readonly GamedayEvent[]): void {
  for (const event of events)
    for (const role of roles) {
      const seen = visibleTo(event, { roles: [role], truth: false });
      const may = event.sees === "all" || (event.sees !== "truth" && event.sees.includes(role));
      expect(seen !== undefined).toBe(may);
    }
}

/** As a line of the journal, and back. */
function again(event: GamedayEvent): GamedayEvent {
  const read = decodeEvent(encodeEvent({ ...event, prev: event.prev }));
  if (typeof read === "string") throw new Error(read);
  return read;
}
