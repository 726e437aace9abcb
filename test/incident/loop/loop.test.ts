/** The commander's loop: what people may say, what it leads to, and what time adds. */
import { describe, expect, test } from "vitest";
import type { Actor } from "../../../src/event/actor.ts";
import type { EventInput, GamedayEvent } from "../../../src/event/event.ts";
import { boardOf, boardText } from "../../../src/incident/loop/board.ts";
import { nextCommands } from "../../../src/incident/next.ts";
import { profileNamed } from "../../support/organisation.ts";
import type { Profile } from "../../../src/org/profile.ts";
import { play, posted, type Play } from "../play.ts";

const gremlin = profileNamed("gremlin");

const ana: Actor = { id: "ana", kind: "person", roles: ["imoc"] };
const bo: Actor = { id: "bo", kind: "person", roles: ["tloc"] };
const minute = 60_000;

/** An incident with a commander, ana, and a resolver, bo. */
function crew(profile: Partial<Profile["practices"]> = {}, timeScale = 1): Play {
  const it = play({
    profile: { ...gremlin, practices: { ...gremlin.practices, ...profile } },
    timeScale,
  });
  it.when({ do: "declare", level: 1, text: "errors" }, { by: ana });
  it.when({ do: "assign", role: "imoc", to: "ana" }, { by: ana });
  it.when({ do: "assign", role: "tloc", to: "bo" }, { by: ana });
  it.when({ do: "note", text: "here" }, { by: bo });
  it.tick(it.now);
  return it;
}

function blocking(): Play {
  const rules = Object.fromEntries(
    Object.keys(gremlin.practices.rules).map((rule) => [rule, "block"]),
  ) as Profile["practices"]["rules"];
  return crew({ rules });
}

const change = (target: string): EventInput => ({
  type: "change.seen",
  data: {
    target,
    what: "configuration",
    fact: "limit",
    before: 1,
    after: 2,
    source: "sql",
  },
});

const flags = (events: readonly GamedayEvent[]): readonly string[] =>
  events.flatMap(({ type, data }) =>
    type === "practice.flagged" ? [`${data.rule} ${data.person}`] : [],
  );
const types = (events: readonly GamedayEvent[]): readonly string[] =>
  events.map(({ type }) => type);

describe("what is known and suspected", () => {
  test("the first hypothesis means that the incident is being investigated", () => {
    const it = crew();
    expect(it.when({ do: "suspect", text: "one customer" }, { by: bo })).toMatchObject({
      ok: true,
      say: expect.stringContaining("h1: one customer"),
    });
    it.tick(1_000);
    expect(it.state.state).toBe("diagnosing");
  });

  test("a verdict names evidence that is in the backpack, and nothing else", () => {
    const it = crew();
    it.when({ do: "suspect", text: "one customer" }, { by: bo });
    expect(
      it.when({ do: "confirm", hypothesis: "h1", evidence: "one-usr" }, { by: bo }),
    ).toMatchObject({ ok: false, why: '"one-usr" is not in the backpack.' });
    it.given({
      type: "evidence.proved",
      data: {
        evidence: "one-user",
        statement: "s",
        how: "h",
        artefact: { command: "", output: "", exit: 0 },
      },
    });
    expect(
      it.when({ do: "confirm", hypothesis: "h1", evidence: "one-usr" }, { by: bo }),
    ).toMatchObject({ ok: false, instead: 'did you mean "one-user"?' });
    expect(
      it.when({ do: "confirm", hypothesis: "1", evidence: "one-user" }, { by: bo }),
    ).toMatchObject({ ok: true, warnings: [] });
    expect(it.state.loop.hypotheses).toMatchObject([
      { id: "h1", verdict: "confirmed", evidence: "one-user" },
    ]);
    expect(it.when({ do: "refute", hypothesis: "#H1" }, { by: bo })).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining("no evidence")],
    });
    expect(it.when({ do: "refute", hypothesis: "h1" }, { by: bo })).toMatchObject({
      ok: false,
      why: "h1 is already refuted.",
    });
  });

  test.each([
    ["h2", 'There is no hypothesis "h2".', "hypotheses: h1 (one customer)"],
    ["constructor", 'There is no hypothesis "constructor".', "hypotheses: h1 (one customer)"],
  ])("%s is refused with what there is", (word, why, instead) => {
    const it = crew();
    it.when({ do: "suspect", text: "one customer" }, { by: bo });
    expect(it.when({ do: "refute", hypothesis: word }, { by: bo })).toEqual({
      ok: false,
      why,
      instead,
    });
  });
});

describe("a proposal", () => {
  test("is polled, objected to, and decided; the poll closes by itself", () => {
    const it = crew();
    it.when({ do: "propose", text: "fail over", risk: "HIGH" }, { by: bo });
    it.when({ do: "poll", proposal: "p1", within: 10_000 }, { by: ana });
    it.when({ do: "object", proposal: "p1", text: "replica lags" }, { by: bo });
    expect(types(it.tick(9_999))).not.toContain("poll.closed");
    expect(it.tick(10_000)).toMatchObject([
      { type: "poll.closed", data: { proposal: "p1", objections: 1 } },
    ]);
    expect(it.when({ do: "decide", what: "p1" }, { by: ana })).toMatchObject({
      ok: true,
      warnings: ["decided against 1 strong objection"],
    });
    it.tick(11_000);
    expect(it.state.state).toBe("mitigating");
    expect(flags(it.events)).toEqual([]);
    for (const again of [
      { do: "decide", what: "p1" },
      { do: "poll", proposal: "p1" },
      { do: "object", proposal: "p1", text: "no" },
    ] as const)
      expect(it.when(again, { by: ana })).toMatchObject({
        ok: false,
        why: "p1 is already decided: d1.",
      });
  });

  test("of high risk without a poll is flagged, or refused", () => {
    const it = crew();
    it.when({ do: "propose", text: "fail over", risk: "high" }, { by: bo });
    expect(it.when({ do: "decide", what: "p1" }, { by: ana })).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining("first: gameday poll p1")],
    });
    expect(flags(it.events)).toEqual(["skipped-poll ana"]);
    const strict = blocking();
    strict.when({ do: "propose", text: "fail over", risk: "high" }, { by: bo });
    expect(strict.when({ do: "decide", what: "p1" }, { by: ana })).toMatchObject({
      ok: false,
      instead: "first: gameday poll p1",
    });
    strict.when({ do: "poll", proposal: "p1" }, { by: ana });
    expect(strict.when({ do: "decide", what: "p1" }, { by: ana })).toMatchObject({
      ok: false,
      why: "p1 is a high risk and its poll is still open.",
    });
    strict.tick(30_000);
    expect(strict.when({ do: "decide", what: "p1" }, { by: ana }).ok).toBe(true);
  });

  test("of any other risk may be decided before its poll is over, which closes it", () => {
    const it = crew();
    it.when({ do: "propose", text: "block" }, { by: bo });
    it.when({ do: "poll", proposal: "p1" }, { by: ana });
    const from = it.events.length;
    it.when({ do: "decide", what: "P1" }, { by: ana });
    expect(types(it.events.slice(from))).toEqual(["poll.closed", "decision.made"]);
    expect(types(it.tick(10 * minute))).not.toContain("poll.closed");
  });

  test("an unknown risk is refused with the known ones", () => {
    expect(crew().when({ do: "propose", text: "x", risk: "toString" }, { by: bo })).toMatchObject({
      ok: false,
      instead: 'gameday propose "…" --risk low, medium or high',
    });
  });
});

describe("a task", () => {
  test("has one owner and a box: half of it and its end are announced, twice missed asks for help", () => {
    const it = crew();
    it.when({ do: "task", who: "TLOC", text: "find it", within: 10 * minute }, { by: ana });
    expect(it.state.loop.tasks).toMatchObject([{ id: "t1", to: "bo", untilEx: 10 * minute }]);
    it.when({ do: "understood", task: "t1" }, { by: bo });
    expect(posted(it.tick(5 * minute), "bo")).toEqual([
      "t1: half of your time is over; 5 m left, until +10:00: find it",
    ]);
    const over = it.tick(10 * minute);
    expect(over).toContainEqual(
      expect.objectContaining({ type: "task.expired", data: { task: "t1", to: "bo", times: 1 } }),
    );
    expect(posted(over, "bo")).toEqual([
      expect.stringContaining("the time of t1 is over: find it"),
    ]);
    expect(posted(over, "ana")).toHaveLength(1);
    expect(flags(over)).toEqual(["expired-box bo"]);
    it.now = 12 * minute;
    it.when({ do: "more-time", task: "t1", by: 5 * minute }, { by: bo });
    const again = it.tick(17 * minute);
    expect(posted(again, "ana")).toContain(
      "t1 has missed 2 time boxes: page someone who knows more.",
    );
    it.when({ do: "done", task: "t1", text: "customer 9007" }, { by: bo });
    expect(types(it.tick(60 * minute))).not.toContain("task.expired");
    expect(it.when({ do: "done", task: "t1", text: "again" }, { by: bo })).toMatchObject({
      ok: false,
      why: "t1 is already done.",
    });
  });

  test("that nobody answers for is announced as often as the profile says, then no more", () => {
    const it = crew();
    it.when({ do: "task", who: "bo", text: "find it", within: minute }, { by: ana });
    const expired = types(it.tick(60 * minute)).filter((type) => type === "task.expired");
    expect(expired).toHaveLength(gremlin.timers.missedBoxes);
  });

  test("without a box gets the profile's, divided by the time scale, and is flagged", () => {
    const it = crew({}, 6);
    expect(it.when({ do: "task", who: "bo", text: "find it" }, { by: ana })).toMatchObject({
      ok: true,
      say: "t1 is for bo: find it, within 3 m 20 s (20 m at 6x).",
    });
    expect(it.state.loop.tasks[0]?.untilEx).toBe(gremlin.timers.taskMs / 6);
    expect(flags(it.events)).toEqual(["unboxed-task ana"]);
    expect(blocking().when({ do: "task", who: "bo", text: "find it" }, { by: ana })).toMatchObject({
      ok: false,
      why: 'The task "find it" has no time box.',
    });
  });

  test("for someone belongs to who asks, until a person is named", () => {
    const it = crew();
    it.when({ do: "task", who: "can someone", text: "look", within: minute }, { by: ana });
    expect(it.state.loop.tasks).toMatchObject([{ to: "ana" }]);
    expect(flags(it.events)).toEqual(["unowned-task ana"]);
    expect(
      blocking().when({ do: "task", who: "anyone", text: "look", within: minute }, { by: ana }),
    ).toMatchObject({ ok: false, why: 'The task "look" names no one.' });
  });

  test.each([
    ["scribe", "No one is Scribe.", "first: gameday sev assign scribe <who>"],
    ["aan", 'No one called "aan" is here.', 'did you mean "ana"?'],
  ])("for %s is refused", (who, why, instead) => {
    expect(crew().when({ do: "task", who, text: "look", within: minute }, { by: ana })).toEqual({
      ok: false,
      why,
      instead,
    });
  });

  test("is answered by its owner or who commands; others are told so", () => {
    const it = crew();
    it.when({ do: "task", who: "ana", text: "call them", within: minute }, { by: ana });
    expect(it.when({ do: "understood", task: "t1" }, { by: bo })).toMatchObject({
      ok: true,
      warnings: ["t1 is for ana: ana or who commands says so."],
    });
    it.when({ do: "task", who: "bo", text: "look", within: minute }, { by: ana });
    expect(it.when({ do: "done", task: "t2", text: "seen" }, { by: ana })).toMatchObject({
      ok: true,
      warnings: [],
    });
  });
});

describe("a change to the system", () => {
  test("that nothing covers is flagged once for a piece of work", () => {
    const it = crew();
    it.given({ ...change("api"), by: bo }, { ...change("db"), by: bo });
    expect(flags(it.tick(1_000))).toEqual(["undecided-change bo"]);
    it.given({ ...change("api"), by: bo });
    expect(flags(it.tick(2_000))).toEqual([]);
  });

  test.each<[string, (it: Play) => void]>([
    ["a decision", (it) => it.when({ do: "decide", what: "we block them" }, { by: ana })],
    [
      "a task of that person",
      (it) => it.when({ do: "task", who: "bo", text: "block", within: minute }, { by: ana }),
    ],
  ])("is covered by %s", (_, cover) => {
    const it = crew();
    cover(it);
    it.now = 9_000;
    it.given({ ...change("api"), by: bo });
    expect(flags(it.tick(10_000))).toEqual([]);
  });

  test("is not covered by a decision of long ago, nor by a task of another", () => {
    const it = crew();
    it.when({ do: "decide", what: "we block them" }, { by: ana });
    it.when({ do: "task", who: "ana", text: "call", within: 60 * minute }, { by: ana });
    it.now = gremlin.timers.decidedMs + 1;
    it.given({ ...change("api"), by: bo });
    expect(flags(it.tick(it.now))).toEqual(["undecided-change bo"]);
  });

  test("of two people within a minute is flagged for the second", () => {
    const it = crew();
    it.when({ do: "decide", what: "we block them" }, { by: ana });
    it.given({ ...change("api"), by: bo });
    it.now = 59_000;
    it.given({ ...change("db"), by: ana });
    expect(flags(it.tick(it.now))).toEqual(["crossed-changes ana"]);
    it.now = 120_000;
    it.given({ ...change("db"), by: bo });
    expect(flags(it.tick(it.now))).toEqual([]);
  });

  test("by a program is nobody's", () => {
    const it = crew();
    const { data } = change("api") as Extract<EventInput, { type: "change.seen" }>;
    it.given({ type: "change.seen", data: { ...data, automatic: true }, by: bo });
    expect(flags(it.tick(1_000))).toEqual([]);
  });
});

test("the severity may rise once at any time; a debate long after the declaration is flagged", () => {
  const it = crew();
  it.now = 5 * minute;
  it.when({ do: "escalate", level: 0, why: "worse" }, { by: ana });
  expect(flags(it.events)).toEqual([]);
  it.when({ do: "escalate", level: 1, why: "not that bad" }, { by: ana });
  expect(flags(it.events)).toEqual(["severity-debate ana"]);
  const strict = blocking();
  strict.when({ do: "escalate", level: 2, why: "at once" }, { by: ana });
  expect(strict.state.level).toBe(2);
  strict.now = 5 * minute;
  strict.when({ do: "escalate", level: 1, why: "worse after all" }, { by: ana });
  expect(strict.state.level).toBe(2);
});

test("someone alone in a drill is never flagged", () => {
  const it = play();
  it.when({ do: "declare", level: 1, text: "errors" }, { by: bo });
  it.when({ do: "task", who: "someone", text: "look" }, { by: bo });
  it.when({ do: "propose", text: "restart", risk: "high" }, { by: bo });
  it.when({ do: "decide", what: "p1" }, { by: bo });
  it.given({ ...change("api"), by: bo });
  it.tick(60 * minute);
  expect(flags(it.events)).toEqual([]);
  expect(types(it.events)).toContain("task.expired");
});

test("nothing of the loop before an incident is declared", () => {
  const it = play();
  for (const command of [
    { do: "size-up", text: "x" },
    { do: "suspect", text: "x" },
    { do: "decide", what: "x" },
    { do: "task", who: "bo", text: "x" },
    { do: "can", condition: "x", actions: "x", needs: "x" },
  ] as const)
    expect(it.when(command, { by: bo })).toMatchObject({
      ok: false,
      why: "No incident is declared yet.",
    });
});

test("the board shows what is open and what runs", () => {
  const it = crew();
  expect(boardText(boardOf(it.state, 0), 0)).toContain("Nothing is suspected");
  it.when({ do: "size-up", text: "api only" }, { by: ana });
  it.when({ do: "suspect", text: "one customer" }, { by: bo });
  it.when({ do: "suspect", text: "a deploy" }, { by: bo });
  it.when({ do: "refute", hypothesis: "h2" }, { by: bo });
  it.when({ do: "propose", text: "block them", risk: "low" }, { by: bo });
  it.when({ do: "poll", proposal: "p1" }, { by: ana });
  it.when({ do: "object", proposal: "p1", text: "no" }, { by: bo });
  it.when({ do: "decide", what: "we wait" }, { by: ana });
  it.when({ do: "task", who: "bo", text: "find them", within: 20 * minute }, { by: ana });
  expect(boardText(boardOf(it.state, 10_000), 10_000).split("\n")).toEqual([
    "size-up",
    "  +00:00  ana  api only",
    "hypotheses",
    "  h1  open     one customer",
    "  h2  refuted  a deploy",
    "proposals",
    "  p1  low risk  poll: 20 s left, 1 objection  block them",
    "decisions",
    "  d1  +00:00  ana  we wait",
    "tasks",
    "  t1  bo  19 m 50 s left, until +20:00, not yet understood  find them",
  ]);
  expect(nextCommands(it.state, { by: bo })[0]).toBe("gameday understood t1");
  expect(nextCommands(it.state, { by: ana })[0]).toBe("gameday decide p1");
});
