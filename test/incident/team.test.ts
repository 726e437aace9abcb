import { describe, expect, test } from "vitest";
import type { Actor } from "../../src/event/actor.ts";
import type { EventInput } from "../../src/event/event.ts";
import type { Decision } from "../../src/incident/command.ts";
import { rolesOf } from "../../src/incident/rights.ts";
import { team } from "../../src/incident/team/state.ts";
import { peopleRecord } from "../../src/metrics/people.ts";
import { play, type Play } from "./play.ts";

const person = (id: string): Actor => ({ id, kind: "person", roles: [] });
const [ana, ben, cleo] = [person("ana"), person("ben"), person("cleo")];
const engine: Actor = { id: "engine", kind: "engine", roles: [] };

function came(...who: readonly Actor[]): EventInput[] {
  return who.map(({ id }) => ({ type: "person.joined", data: { person: id, as: "seat" } }));
}

function told(decision: Decision): string {
  return decision.ok
    ? [decision.say, ...decision.warnings].join(" ! ")
    : `${decision.why} → ${decision.instead}`;
}

/** An incident with ana, ben and cleo in it. */
function three(): Play {
  const it = play();
  it.given(...came(ana, ben, cleo));
  it.when({ do: "declare", level: 1, text: "checkout fails" }, { by: ana });
  return it;
}

describe("roles", () => {
  test("a free role is claimed, a taken one is not, and a bot gives way", () => {
    const it = three();
    it.given(
      { type: "person.joined", data: { person: "imoc-bot", as: "bot" } },
      { type: "incident.assigned", data: { role: "imoc", to: "imoc-bot" } },
    );
    expect(told(it.when({ do: "claim", role: "IMOC" }, { by: ana }))).toBe("ana is IMOC.");
    expect(told(it.when({ do: "claim", role: "imoc" }, { by: ben }))).toMatchInlineSnapshot(
      `"ana is IMOC. → the commander may assign it: gameday role assign imoc ben"`,
    );
    expect(told(it.when({ do: "claim", role: "imoc" }, { by: ana }))).toBe(
      "You are IMOC already. → gameday roster",
    );
    expect(it.state.roles).toEqual({ imoc: "ana" });
  });

  test("each service may have its TLOC; there is one commander", () => {
    const it = three();
    it.when({ do: "claim", role: "tloc", service: "api" }, { by: ana });
    expect(told(it.when({ do: "claim", role: "tloc", service: "api" }, { by: ben }))).toContain(
      "be it for one service",
    );
    it.when({ do: "claim", role: "tloc", service: "www" }, { by: ben });
    it.when({ do: "claim", role: "tloc" }, { by: cleo });
    expect(it.state.team.holders).toEqual([
      { role: "tloc", person: "ana", service: "api" },
      { role: "tloc", person: "ben", service: "www" },
      { role: "tloc", person: "cleo" },
    ]);
    for (const by of [ana, ben, cleo]) expect(rolesOf(it.state, by)).toEqual(["tloc"]);
    it.when({ do: "release", role: "tloc" }, { by: ana });
    expect(rolesOf(it.state, ana)).toEqual([]);
    it.when({ do: "assign", role: "imoc", to: "ana" }, { by: ana });
    it.when({ do: "assign", role: "imoc", to: "BEN" }, { by: ana });
    expect(it.state.team.holders.filter(({ role }) => role === "imoc")).toEqual([
      { role: "imoc", person: "ben" },
    ]);
  });

  test("who steers the drill does not respond in it", () => {
    const it = three();
    it.when({ do: "claim", role: "facilitator" }, { by: ana });
    expect(told(it.when({ do: "claim", role: "tloc" }, { by: ana }))).toMatchInlineSnapshot(
      `"You steer this drill: the people who respond must not know what comes next. → first: gameday role release facilitator"`,
    );
    it.when({ do: "claim", role: "tloc" }, { by: ben });
    expect(told(it.when({ do: "claim", role: "evaluator" }, { by: ben }))).toContain(
      "first: gameday role release tloc",
    );
  });

  test("who started the drill is the TLOC until someone else is", () => {
    const it = play();
    it.given(
      { type: "person.joined", data: { person: "root", as: "user", roles: ["tloc"] } },
      ...came(ana),
    );
    expect(rolesOf(it.state, person("root"))).toEqual(["tloc"]);
    it.when({ do: "claim", role: "tloc" }, { by: ana });
    expect(rolesOf(it.state, person("root"))).toEqual([]);
  });

  test("a name that has not joined is assigned with a warning", () => {
    expect(told(three().when({ do: "assign", role: "scribe", to: "dora" }, { by: ana }))).toBe(
      "dora is scribe. ! dora has not joined: gameday join --name dora".replace("scribe", "Scribe"),
    );
  });
});

describe("being away", () => {
  test("leaves the roles unfilled, for the crew and for rights, until they are back", () => {
    const it = three();
    it.when({ do: "assign", role: "imoc", to: "ana" }, { by: ana });
    expect(told(it.when({ do: "away", person: "me", why: "lunch" }, { by: ana }))).toBe(
      "ana is away. Unfilled until then: IMOC.",
    );
    expect(it.state.roles).toEqual({});
    // No one who may is here, so anyone may.
    expect(it.when({ do: "mitigating", text: "x" }, { by: ben })).toMatchObject({ warnings: [] });
    it.when({ do: "back", person: "ana" }, { by: ana });
    expect(it.state.roles).toEqual({ imoc: "ana" });
  });

  test("by the drill is ended by the facilitator alone, and what is done meanwhile is flagged", () => {
    const it = three();
    it.when({ do: "claim", role: "facilitator" }, { by: cleo });
    it.given({ type: "person.away", data: { person: "ana", why: "" }, by: engine });
    expect(told(it.when({ do: "back", person: "me" }, { by: ana }))).toMatchInlineSnapshot(
      `"The drill took you away: only the facilitator may bring you back. → gameday roster"`,
    );
    expect(it.when({ do: "note", text: "a" }, { by: ana })).toMatchObject({
      ok: true,
      warnings: ["you are away; recorded"],
    });
    expect(it.events.at(-1)).toMatchObject({
      type: "practice.flagged",
      data: { rule: "acted-away", person: "ana", text: 'used "note" while away' },
    });
    expect(told(it.when({ do: "back", person: "ana" }, { by: cleo }))).toBe("ana is back.");
    expect(told(it.when({ do: "away", person: "ben" }, { by: ana }))).toContain(
      "Only ben or the facilitator may say that.",
    );
  });

  test("of the commander is called out to the deputy, who takes over; the gap is measured", () => {
    const it = three();
    it.when({ do: "assign", role: "imoc", to: "ana" }, { by: ana });
    it.when({ do: "assign", role: "deputy", to: "ben" }, { by: ana });
    it.now = 60_000;
    it.given({ type: "person.away", data: { person: "ana", why: "" }, by: engine });
    expect(it.tick(60_000).map(({ data }) => data)).toContainEqual({
      to: "deputy",
      text: "DRILL · +01:00 SEV 1 Fast Frog: the IMOC is away. Take command: gameday role claim imoc",
    });
    it.now = 75_000;
    expect(told(it.when({ do: "claim", role: "imoc" }, { by: ben }))).toBe("ben is IMOC.");
    const record = peopleRecord();
    for (const event of it.events) record.take(event);
    expect(record.done(100_000).command).toEqual({
      spans: [
        { person: "ana", fromMs: 0, toMs: 60_000 },
        { person: "ben", fromMs: 75_000, toMs: 100_000 },
      ],
      gapMs: 15_000,
    });
  });
});

describe("handing over", () => {
  test("takes both: the holder offers with the brief, the other accepts, and there is no gap", () => {
    const it = three();
    it.when({ do: "assign", role: "imoc", to: "ana" }, { by: ana });
    it.now = 30_000;
    it.given(
      { type: "hypothesis.suspected", data: { id: "h1", text: "one customer" } },
      { type: "hypothesis.judged", data: { hypothesis: "h1", verdict: "confirmed" } },
      {
        type: "evidence.proved",
        data: {
          evidence: "e",
          statement: "It is the API.",
          how: "",
          artefact: { command: "", output: "", exit: 0 },
        },
      },
      { type: "decision.made", data: { id: "d1", text: "block the customer" } },
      { type: "action.proposed", data: { id: "p2", text: "restart the API", risk: "high" } },
      { type: "task.assigned", data: { id: "t1", to: "cleo", text: "block", untilEx: 90_000 } },
    );
    const offer = it.when({ do: "handoff", role: "imoc", to: "ben" }, { by: ana });
    expect(told(offer)).toMatchInlineSnapshot(`
      "ben is offered IMOC, with this brief. ana is IMOC until ben accepts.
      incident     SEV 1 Fast Frog is declared
      impact       checkout fails
      hypothesis   h1 one customer (confirmed)
      evidence     It is the API.
      tried        decided: block the customer
      boxes        cleo: block, 1 m left
      to decide    p2 restart the API
      next update  4 m 30 s left
      here         ana: IMOC
                   ben: no role
                   cleo: no role"
    `);
    expect(it.state.roles["imoc"]).toBe("ana");
    it.now = 40_000;
    expect(told(it.when({ do: "handoff.accept" }, { by: cleo }))).toBe(
      "No role is offered to you. → gameday roster",
    );
    expect(told(it.when({ do: "handoff.accept" }, { by: ben }))).toMatchInlineSnapshot(
      `"You are IMOC. Say so to everyone: gameday sev update "ben is IMOC now.""`,
    );
    expect(it.state.roles["imoc"]).toBe("ben");
    const record = peopleRecord();
    for (const event of it.events) record.take(event);
    expect(record.done(50_000)).toMatchObject({
      command: { gapMs: 0 },
      handoffs: [{ role: "imoc", from: "ana", to: "ben", atMs: 40_000 }],
    });
  });

  test("is for the holder or the commander to offer, and stays where it is when declined", () => {
    const it = three();
    it.when({ do: "assign", role: "imoc", to: "ana" }, { by: ana });
    expect(told(it.when({ do: "handoff", role: "imoc", to: "cleo" }, { by: ben }))).toContain(
      "ana is IMOC: only ana or the commander hands it over.",
    );
    expect(told(it.when({ do: "handoff", role: "imoc", to: "dora" }, { by: ana }))).toContain(
      "they join first: gameday join --name dora",
    );
    it.when({ do: "handoff", role: "imoc", to: "ben" }, { by: ana });
    expect(told(it.when({ do: "handoff.decline", why: "tired" }, { by: ben }))).toBe(
      "Declined. ana is still IMOC.",
    );
    expect(it.state.team.offers).toEqual([]);
    expect(it.state.roles["imoc"]).toBe("ana");
  });

  test("is settled by any other change of the role", () => {
    const it = three();
    it.when({ do: "assign", role: "imoc", to: "ana" }, { by: ana });
    it.when({ do: "handoff", role: "imoc", to: "ben" }, { by: ana });
    it.when({ do: "assign", role: "imoc", to: "cleo" }, { by: ana });
    expect(told(it.when({ do: "handoff.accept" }, { by: ben }))).toContain("No role is offered");
  });
});

test("a replay of the journal gives the same team", () => {
  const it = three();
  it.when({ do: "claim", role: "imoc" }, { by: ana });
  it.when({ do: "handoff", role: "imoc", to: "ben" }, { by: ana });
  it.when({ do: "away", person: "me" }, { by: cleo });
  expect(it.events.reduce((state, event) => team.evolve(state, event), team.initial)).toEqual(
    it.state.team,
  );
});
