import { describe, expect, it } from "vitest";
import type { Actor } from "../../src/event/actor.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import type { Expectation, PlannedInject } from "../../src/event/inject.ts";
import { play, type Play } from "./play.ts";

const minute = 60_000;
const dana: Actor = { id: "dana", kind: "person", roles: ["facilitator"] };
const imo: Actor = { id: "imo", kind: "person", roles: ["imoc"] };

const call: PlannedInject = {
  kind: "phone-call",
  from: "customer",
  to: ["liaison"],
  private: false,
  text: "Our orders fail. What is going on?",
  after: "fault",
  inMs: 2 * minute,
  answer: "what we see, what we do, when we say more",
  expect: [expected({ event: "inject.answered" })],
};

function expected(part: Partial<Expectation> & Pick<Expectation, "event">): Expectation {
  return { never: false, withinMs: 3 * minute, weight: 1, ...part };
}

/** A drill whose fault came at one minute, with these injects. */
function with_(injects: Readonly<Record<string, PlannedInject>>): Play {
  const it = play();
  for (const [inject, plan] of Object.entries(injects))
    it.given({ type: "inject.scheduled", data: { inject, plan } });
  it.given({ type: "drill.phase", data: { phase: "steady" } });
  it.now = minute;
  it.given({ type: "fault.applied", data: { id: "batch" } });
  return it;
}

function injectEvents(events: readonly GamedayEvent[]): readonly GamedayEvent[] {
  return events.filter(({ type }) => type.startsWith("inject."));
}

function injectsIn(events: readonly GamedayEvent[]): readonly string[] {
  return injectEvents(events).map(({ type }) => type);
}

describe("an inject", () => {
  it("comes at its time from the fault, once, and keeps the right answer to itself", () => {
    const it = with_({ call });
    expect(injectsIn(it.tick(3 * minute - 1))).toEqual([]);
    const [delivered] = it.tick(3 * minute);
    expect(delivered).toMatchObject({
      type: "inject.delivered",
      sees: "all",
      data: { inject: "call", from: "customer", to: ["liaison"], asks: true },
    });
    expect(JSON.stringify(delivered)).not.toContain("what we see");
    expect(injectsIn(it.tick(3 * minute + 1))).toEqual([]);
  });

  it("is answered in words, which meets what was expected", () => {
    const it = with_({ call });
    it.tick(3 * minute);
    const early = it.when({ do: "answer", to: "cal", text: "On it." });
    expect(early).toMatchObject({ ok: false, instead: 'did you mean "call"?' });
    expect(it.when({ do: "answer", to: "call", text: "We see errors." }).ok).toBe(true);
    expect(it.state.exercise.unanswered).toEqual([]);
    const [met] = it.tick(3 * minute + 1);
    expect(met).toMatchObject({
      type: "inject.answered",
      data: { inject: "call", expect: 0 },
      sees: ["facilitator", "evaluator"],
    });
    expect(injectsIn(it.tick(30 * minute))).toEqual([]);
  });

  it("is missed when its time is over", () => {
    const it = with_({ call });
    it.tick(3 * minute);
    expect(injectsIn(it.tick(6 * minute - 1))).toEqual([]);
    expect(it.tick(6 * minute)[0]).toMatchObject({
      type: "inject.missed",
      data: { inject: "call", expect: 0 },
    });
    expect(it.when({ do: "answer", to: "call", text: "Sorry, late." }).ok).toBe(true);
    expect(injectsIn(it.tick(7 * minute))).toEqual([]);
  });

  it("is seen by those it is for alone when it is private", () => {
    const it = with_({ call: { ...call, private: true } });
    expect(it.tick(3 * minute)[0]?.sees).toEqual(["liaison", "facilitator", "evaluator"]);
  });

  it("that is an alert pages the roles it is for", () => {
    const it = with_({ alert: { ...call, kind: "alert", to: ["tloc"], expect: [] } });
    expect(it.tick(3 * minute).map(({ type }) => type)).toEqual(["inject.delivered", "page.sent"]);
    expect(Object.keys(it.state.pages)).toEqual(["tloc"]);
  });

  it("takes away the person who has the role when the time comes", () => {
    const gone = { ...call, kind: "person-away", to: [], person: "tloc", expect: [] } as const;
    const it = with_({ gone });
    it.given({ type: "incident.assigned", data: { role: "tloc", to: "tim" } });
    expect(it.tick(3 * minute)[1]).toMatchObject({
      type: "person.away",
      data: { person: "tim", why: call.text },
    });
    expect(it.state.team.away.map(({ person }) => person)).toEqual(["tim"]);
  });

  it("that brings a fault shows players nothing", () => {
    const it = with_({ more: { ...call, kind: "fault", to: [], text: "", expect: [] } });
    expect(it.tick(3 * minute)[0]?.sees).toEqual(["facilitator", "evaluator"]);
  });
});

describe("a contingency", () => {
  const journalist: PlannedInject = {
    ...call,
    kind: "message",
    from: "journalist",
    inMs: 8 * minute,
    unless: { event: "message.posted", audience: "customer" },
    expect: [],
  };

  it("comes when nobody did it by themselves", () => {
    const it = with_({ journalist });
    it.given({
      type: "message.posted",
      data: { channel: "#sevs", text: "SEV 1" },
      by: { id: "engine", kind: "engine", roles: [] },
    });
    expect(injectsIn(it.tick(9 * minute))).toEqual(["inject.delivered"]);
  });

  it("is left out when somebody did, and says by which event", () => {
    const it = with_({ journalist });
    it.given({
      type: "incident.updated",
      data: { text: "Checkout fails for some.", audience: "customers" },
      by: imo,
    });
    const seq = it.events.at(-1)?.seq;
    expect(it.tick(9 * minute)[0]).toMatchObject({ type: "inject.skipped", cause: seq });
    expect(injectsIn(it.tick(20 * minute))).toEqual([]);
  });

  it("is not content with a word inside the company", () => {
    const it = with_({ journalist });
    it.given({
      type: "incident.updated",
      data: { text: "Looking.", audience: "internal" },
      by: imo,
    });
    expect(injectsIn(it.tick(9 * minute))).toEqual(["inject.delivered"]);
  });
});

describe("an executive who swoops", () => {
  const swoop: PlannedInject = {
    ...call,
    kind: "message",
    from: "executive",
    text: "Is this really a SEV 0?",
    after: { event: "incident.severity", severity: 0 },
    inMs: minute,
    expect: [
      expected({ event: "inject.answered", says: ["take command"], weight: 2 }),
      expected({
        event: "incident.severity",
        severity: "lowered",
        never: true,
        withinMs: 5 * minute,
      }),
    ],
  };

  function atSev0(): Play {
    const it = with_({ swoop });
    it.when({ do: "declare", level: 0, text: "checkout is down" });
    it.tick(2 * minute);
    return it;
  }

  it("comes a minute after SEV 0 was entered, however it was", () => {
    expect(atSev0().state.exercise.unanswered).toEqual(["swoop"]);
    const raised = with_({ swoop });
    raised.when({ do: "declare", level: 1, text: "errors" });
    raised.tick(2 * minute);
    expect(raised.state.exercise.unanswered).toEqual([]);
    raised.when({ do: "escalate", level: 0, why: "all of it" });
    raised.tick(3 * minute);
    expect(raised.state.exercise.unanswered).toEqual(["swoop"]);
  });

  it("is met by the right words and by keeping the severity", () => {
    const it = atSev0();
    it.when({ do: "answer", to: "swoop", text: "Do you wish to take command?" }, { by: imo });
    expect(injectsIn(it.tick(4 * minute))).toEqual(["inject.answered"]);
    expect(injectEvents(it.tick(7 * minute))[0]).toMatchObject({
      type: "inject.answered",
      data: { inject: "swoop", expect: 1 },
    });
  });

  it("is missed by obeying: the severity is lowered", () => {
    const it = atSev0();
    it.when({ do: "answer", to: "swoop", text: "You are right, sorry." }, { by: imo });
    it.when({ do: "escalate", level: 1, why: "the CEO says so" }, { by: imo });
    const seq = it.events.at(-1)?.seq;
    expect(injectEvents(it.tick(3 * minute))[0]).toMatchObject({
      type: "inject.missed",
      data: { inject: "swoop", expect: 1 },
      cause: seq,
    });
    expect(injectEvents(it.tick(7 * minute))[0]).toMatchObject({
      type: "inject.missed",
      data: { inject: "swoop", expect: 0 },
    });
  });
});

describe("the facilitator", () => {
  it("holds and releases: what is past its time comes at the release", () => {
    const it = with_({ call });
    expect(it.when({ do: "inject.hold", inject: "call" }, { by: dana }).ok).toBe(true);
    expect(injectsIn(it.tick(10 * minute))).toEqual([]);
    it.when({ do: "inject.release", inject: "call" }, { by: dana });
    expect(injectsIn(it.tick(10 * minute + 1))).toEqual(["inject.delivered"]);
  });

  it("delays, skips, and delivers now", () => {
    const it = with_({ call, other: { ...call, inMs: minute } });
    it.when({ do: "inject.delay", inject: "call", by: 5 * minute }, { by: dana });
    it.when({ do: "inject.skip", inject: "other" }, { by: dana });
    expect(injectsIn(it.tick(8 * minute - 1))).toEqual([]);
    expect(it.when({ do: "inject.now", inject: "call" }, { by: dana }).ok).toBe(true);
    expect(it.events.at(-1)).toMatchObject({ type: "inject.delivered", by: dana });
    expect(it.when({ do: "inject.now", inject: "call" }, { by: dana })).toMatchObject({
      ok: false,
      why: '"call" is delivered already.',
    });
  });

  it("alone may, where there is one; else anyone may, and it is recorded", () => {
    const it = with_({ call });
    const alone = it.when({ do: "inject.hold", inject: "call" });
    expect(alone).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining("no facilitator")],
    });
    expect(it.events.at(-1)).toMatchObject({
      type: "drill.note",
      sees: ["facilitator", "evaluator"],
    });
    it.given({ type: "incident.assigned", data: { role: "facilitator", to: "dana" } });
    expect(it.when({ do: "inject.release", inject: "call" })).toMatchObject({
      ok: false,
      why: expect.stringContaining("facilitator"),
    });
    expect(it.when({ do: "inject.release", inject: "call" }, { by: dana })).toMatchObject({
      ok: true,
      warnings: [],
    });
  });
});
