import { describe, expect, test } from "vitest";
import type { Decision } from "../../src/incident/command.ts";
import { profileNamed } from "../support/organisation.ts";
import { titleOf } from "../../src/incident/wording.ts";
import { bot, play, you } from "./play.ts";

const pagerduty = profileNamed("pagerduty");

const minute = 60_000;

function refusal(decision: Decision): string {
  return decision.ok ? `accepted: ${decision.say}` : `${decision.why} → ${decision.instead}`;
}

describe("declaring", () => {
  test("gives the incident its level, its name and its deadline", () => {
    const it = play();
    it.now = 2 * minute;
    const decision = it.when(
      { do: "declare", level: 1, text: "Getting errors, MySQL?" },
      { by: bot },
    );
    expect(decision).toMatchObject({
      ok: true,
      say: "SEV 1 Fast Frog is declared. Target: mitigate within 8 h.",
    });
    expect(it.events.at(-1)).toMatchObject({
      type: "incident.declared",
      by: bot,
      incident: "fast-frog",
      data: {
        level: 1,
        name: "Fast Frog",
        text: "Getting errors, MySQL?",
        deadlineEx: 2 * minute + 8 * 60 * minute,
      },
    });
  });

  test("takes the house's start level when nobody knows yet", () => {
    const it = play();
    it.when({ do: "declare", text: "something is wrong" });
    expect(it.state.level).toBe(1);
  });

  const belowFor = (belowForMs: number) => ({
    facts: {
      services: [
        { names: ["www"], belowForMs },
        { names: ["api"], belowForMs },
      ],
    },
  });

  test("takes the severity that the measured facts make, and says why", () => {
    const it = play();
    expect(it.when({ do: "declare", text: "all is down" }, belowFor(2 * minute))).toMatchObject({
      say:
        "SEV 0 Fast Frog is declared: every named service is below its objective for 2 m. " +
        "Target: mitigate within 15 m.",
    });
    expect(it.state).toMatchObject({ level: 0, levelWhy: "all is down" });
  });

  test("facts that are too young make no severity; a severity that is said is taken", () => {
    const young = play();
    young.when({ do: "declare", text: "a" }, belowFor(2 * minute - 1));
    expect(young.state.level).toBe(1);
    const said = play();
    said.when({ do: "declare", level: 2, text: "a" }, belowFor(2 * minute));
    expect(said.state.level).toBe(2);
  });

  test("divides targets by the time scale and says both", () => {
    const it = play({ timeScale: 6 });
    expect(it.when({ do: "declare", level: 0, text: "down" })).toMatchObject({
      say: "SEV 0 Fast Frog is declared. Target: mitigate within 2 m 30 s (15 m at 6x).",
    });
    expect(it.state.deadlineEx).toBe(150_000);
  });

  test("twice is refused with the command that was probably meant", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    expect(refusal(it.when({ do: "declare", level: 0, text: "b" }))).toMatchInlineSnapshot(
      `"SEV 1 Fast Frog is already declared. → to change its severity: gameday sev escalate 0 "why""`,
    );
  });

  test("at a level that the house lacks is refused with the levels that it has", () => {
    expect(refusal(play().when({ do: "declare", level: 4, text: "a" }))).toMatchInlineSnapshot(
      `"There is no severity 4. → severities: 0 (catastrophic service impact), 1 (critical service impact), 2 (high service impact)"`,
    );
  });

  test("after it was resolved opens the same incident again, under the same name", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.when({ do: "mitigated" });
    it.now = minute;
    it.when({ do: "resolve" });
    expect(it.when({ do: "declare", level: 0, text: "it is back" })).toMatchObject({
      ok: true,
      say: "SEV 0 Fast Frog is open again.",
    });
    expect(it.state).toMatchObject({
      state: "reopened",
      level: 0,
      mitigatedEx: undefined,
      name: "Fast Frog",
    });
  });
});

describe("levels", () => {
  test("an upgrade keeps the name and takes the earlier deadline", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.now = 3 * minute;
    expect(it.when({ do: "escalate", level: 0, why: "www and api are down" })).toMatchObject({
      ok: true,
      say: "SEV 0 Fast Frog, was SEV 1. 15 m left to mitigate.",
    });
    expect(titleOf(it.state)).toBe("SEV 0 Fast Frog");
    expect(it.state.deadlineEx).toBe(18 * minute);
  });

  test("an upgrade late in the old level's time does not win time", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.now = 8 * 60 * minute - 5 * minute;
    it.when({ do: "escalate", level: 0, why: "worse" });
    expect(it.state.deadlineEx).toBe(8 * 60 * minute);
  });

  test("a downgrade keeps the deadline and says so", () => {
    const it = play();
    it.when({ do: "declare", level: 0, text: "a" });
    it.now = minute;
    expect(it.when({ do: "escalate", level: 2, why: "only a few users" })).toMatchObject({
      ok: true,
      warnings: ["a lower severity keeps the deadline; the review decides whether it was right"],
    });
    expect(it.state).toMatchObject({ level: 2, deadlineEx: 15 * minute, clockFromEx: 0 });
  });

  test("nothing can be escalated before it is declared", () => {
    expect(refusal(play().when({ do: "escalate", level: 0, why: "x" }))).toMatchInlineSnapshot(
      `"No incident is declared yet. → gameday status"`,
    );
  });
});

describe("acknowledging", () => {
  test("answers the page to one's role and takes command of what is declared", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.tick(1_000);
    expect(Object.keys(it.state.pages)).toEqual(["imoc"]);
    expect(it.when({ do: "ack" }, { by: bot })).toMatchObject({
      ok: true,
      say: "SEV 1 Fast Frog is acknowledged.",
    });
    expect(it.state).toMatchObject({ state: "acknowledged", pages: {} });
  });

  test("a page before anything is declared can be acknowledged, and leaves the rest open", () => {
    const it = play();
    it.given(
      { type: "page.sent", data: { to: "tloc", text: "api errors" } },
      { type: "page.sent", data: { to: "dba", text: "hot" } },
    );
    expect(it.when({ do: "ack" })).toMatchObject({ ok: true, say: "The page is acknowledged." });
    expect(Object.keys(it.state.pages)).toEqual(["dba"]);
  });

  test("with words keeps them: on the incident, or as a note where only a page is answered", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.tick(1_000);
    it.when({ do: "ack", text: "on it" }, { by: bot });
    expect(it.events).toContainEqual(
      expect.objectContaining({
        type: "incident.state",
        data: { state: "acknowledged", text: "on it" },
      }),
    );
    it.given({ type: "page.sent", data: { to: "tloc", text: "api errors" } });
    it.when({ do: "ack", text: "looking at the database" });
    expect(it.events.slice(-2)).toMatchObject([
      { type: "page.acked", data: { to: "tloc" } },
      { type: "note.added", data: { text: "looking at the database" } },
    ]);
  });

  test("when a bot has answered the page, what is refused suggests nothing untrue", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.tick(1_000);
    it.when({ do: "ack" }, { by: bot });
    expect(refusal(it.when({ do: "ack" }))).toBe("No page is waiting for you. → gameday status");
  });

  test("with nothing to acknowledge is refused", () => {
    expect(refusal(play().when({ do: "ack" }))).toMatchInlineSnapshot(
      `"No page is waiting for you. → gameday status"`,
    );
  });
});

describe("claiming that it is over", () => {
  test("mitigated while users are still hurt is allowed, and recorded as premature", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    expect(
      it.when({ do: "mitigated", text: "killed the queries" }, { contained: false }),
    ).toMatchObject({
      ok: true,
      say: "Marked as mitigated. Watch the service for 15 s, then resolve.",
    });
    expect(it.events.at(-1)?.data).toEqual({
      state: "mitigated",
      text: "killed the queries",
      premature: true,
    });
  });

  test("mitigated when users are back carries no flag", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.when({ do: "mitigated" }, { contained: true });
    expect(it.events.at(-1)?.data).toEqual({ state: "mitigated" });
  });

  test("resolve needs mitigated first", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    expect(refusal(it.when({ do: "resolve" }))).toMatchInlineSnapshot(
      `"It is not marked as mitigated yet. → first: gameday sev mitigated "what you did""`,
    );
  });

  test("resolve needs the watch time", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.now = minute;
    it.when({ do: "mitigated" }, { contained: true });
    it.now = minute + 5_000;
    expect(refusal(it.when({ do: "resolve" }))).toMatchInlineSnapshot(
      `"Watch the service for another 10 s before you resolve. → in 10 s: gameday sev resolve "…""`,
    );
    it.now = minute + 15_000;
    expect(it.when({ do: "resolve" }, { contained: true })).toMatchObject({
      ok: true,
      say: "SEV 1 Fast Frog is resolved.",
    });
  });

  test("mitigating takes the claim back, and the watch starts anew with the next one", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.when({ do: "mitigated" });
    it.now = 60_000;
    it.when({ do: "mitigating", text: "it is back" });
    expect(it.when({ do: "resolve" }).ok).toBe(false);
    it.when({ do: "mitigated" });
    expect(it.state.mitigatedEx).toBe(60_000);
  });

  test("mitigated twice is refused", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.when({ do: "mitigated" });
    it.tick(2_000);
    expect(refusal(it.when({ do: "mitigated" }))).toMatchInlineSnapshot(
      `"It is already marked as mitigated. → gameday sev resolve "…""`,
    );
  });

  test("a false alarm while users are hurt is recorded as premature", () => {
    const it = play();
    it.when({ do: "declare", level: 2, text: "a" });
    it.when({ do: "false-alarm", why: "just a blip" }, { contained: false });
    expect(it.events.at(-1)?.data).toEqual({
      state: "false-alarm",
      text: "just a blip",
      premature: true,
    });
  });

  test("after a false alarm the way back is named, and it is accepted", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "errors" });
    it.when({ do: "false-alarm", why: "just a blip" });
    for (const command of [
      { do: "mitigated" },
      { do: "resolve" },
      { do: "update", text: "…" },
    ] as const)
      expect(refusal(it.when(command))).toContain(
        '→ if users are affected after all: gameday sev declare 1 "what users see"',
      );
    expect(refusal(it.when({ do: "mitigated" }))).toContain(
      "SEV 1 Fast Frog is a false alarm: it cannot become mitigated now.",
    );
    expect(it.when({ do: "declare", text: "it was real" }).ok).toBe(true);
    expect(it.state.state).toBe("reopened");
  });
});

test("declaring again after a false alarm keeps the severity that was in force", () => {
  const it = play();
  it.when({ do: "declare", level: 0, text: "errors" });
  it.when({ do: "false-alarm", why: "just a blip" });
  expect(refusal(it.when({ do: "mitigated" }))).toContain(": gameday sev declare 0 ");
  it.when({ do: "declare", text: "it was real" });
  expect(it.state).toMatchObject({ state: "reopened", level: 0 });
});

describe("roles and rights", () => {
  test("a role is known by its id and by the house's title", () => {
    const it = play({ profile: profileNamed("bigeye") });
    it.when({ do: "assign", role: "SME", to: "ana" });
    it.when({ do: "assign", role: "imoc", to: "ben" });
    expect(it.state.roles).toEqual({ tloc: "ana", imoc: "ben" });
  });

  test("an unknown role is refused with those that there are", () => {
    expect(refusal(play().when({ do: "assign", role: "hero", to: "ana" }))).toMatchInlineSnapshot(
      `"There is no role "hero". → roles: imoc, tloc, deputy, scribe, liaison, executive, facilitator, evaluator, observer"`,
    );
  });

  test("one person as commander and resolver is allowed with a warning", () => {
    const it = play();
    it.when({ do: "assign", role: "tloc", to: "ana" });
    expect(it.when({ do: "assign", role: "imoc", to: "ana" })).toMatchObject({
      ok: true,
      warnings: ["ana is also TLOC: the incident commander should not be the one fixing it"],
    });
  });

  test("without anybody in the role, anyone present may act", () => {
    const it = play({ profile: pagerduty });
    it.when({ do: "declare", level: 2, text: "a" });
    expect(it.when({ do: "mitigated" })).toMatchObject({ ok: true, warnings: [] });
  });

  test("in warn mode the act happens, and who should have done it is noted", () => {
    const it = play({ profile: pagerduty });
    it.when({ do: "declare", level: 2, text: "a" });
    it.when({ do: "assign", role: "imoc", to: "ben" });
    expect(it.when({ do: "mitigated" })).toMatchObject({
      ok: true,
      warnings: ['"mitigated" is normally done by Incident Commander; recorded'],
    });
    expect(it.events.at(-1)).toMatchObject({
      type: "practice.flagged",
      data: {
        rule: "verb-right",
        person: "you",
        text: 'used "mitigated", which is normally done by Incident Commander',
      },
    });
  });

  test("a page of one's own is answered without a note, and command stays with whom it belongs to", () => {
    const it = play();
    it.when({ do: "declare", level: 1, text: "a" });
    it.when({ do: "assign", role: "imoc", to: "ben" });
    it.given(
      { type: "page.sent", data: { to: "tloc", text: "api errors" } },
      { type: "page.sent", data: { to: "dba", text: "hot" } },
    );
    expect(it.when({ do: "ack" })).toMatchObject({
      ok: true,
      say: "The page is acknowledged.",
      warnings: [],
    });
    expect(it.events.at(-1)).toMatchObject({ type: "page.acked", data: { to: "tloc" } });
    expect(it.state.state).toBe("declared");
    expect(it.when({ do: "ack" })).toMatchObject({
      ok: true,
      warnings: ['"ack" is normally done by IMOC or Deputy; recorded'],
    });
    expect(it.events.at(-1)).toMatchObject({
      type: "practice.flagged",
      data: { text: 'used "ack", which is normally done by IMOC or Deputy' },
    });
  });

  test("in block mode it is refused", () => {
    const it = play({ profile: { ...pagerduty, rights: { ...pagerduty.rights, mode: "block" } } });
    it.when({ do: "declare", level: 2, text: "a" });
    it.when(
      { do: "assign", role: "imoc", to: "ben" },
      { by: { id: "ben", kind: "person", roles: ["imoc"] } },
    );
    expect(refusal(it.when({ do: "mitigated" }))).toMatchInlineSnapshot(
      `"Only Incident Commander may use "mitigated". → ask ben (Incident Commander); the commander can give you the role: gameday role assign imoc you"`,
    );
  });

  test("a role that was assigned counts like one that somebody came with", () => {
    const it = play({ profile: pagerduty });
    it.when({ do: "declare", level: 2, text: "a" });
    it.when({ do: "assign", role: "imoc", to: you.id });
    expect(it.when({ do: "mitigated" })).toMatchObject({ warnings: [] });
  });
});
