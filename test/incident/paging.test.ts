import { describe, expect, it as test } from "vitest";
import type { Actor } from "../../src/event/actor.ts";
import type { GamedayEvent } from "../../src/event/event.ts";
import type { Decision } from "../../src/incident/command.ts";
import { toPeople } from "../../src/incident/paging/reach.ts";
import { pagingOf, type Paging } from "../../src/incident/paging/steps.ts";
import type { Profile } from "../../src/org/profile.ts";
import { profileNamed } from "../support/organisation.ts";
import type { OnCall } from "../../src/org/rotation/rotation.ts";
import { play, you, type Play } from "./play.ts";

const gremlin = profileNamed("gremlin");
const pagerduty = profileNamed("pagerduty");

const minute = 60_000;
const onCall: readonly OnCall[] = [
  { role: "imoc", people: ["ines"], backup: "igor", team: ["ines", "igor", "iris"] },
  { role: "tloc", service: "api", people: ["ana"], backup: "ben", team: ["ana", "ben", "cleo"] },
  { role: "tloc", service: "db", people: ["dan"], team: ["dan"] },
];

function person(id: string, ...roles: readonly string[]): Actor {
  return { id, kind: "person", roles };
}

/** A drill in which people have seats. */
function staffed(start: Parameters<typeof play>[0]): Play {
  const it = play(start);
  it.given({ type: "person.joined", data: { person: "zoe", as: "seat" } });
  return it;
}

/** What happened since then. */
function happened(it: Play): readonly GamedayEvent[] {
  return it.events.filter(({ type }) => type !== "person.joined");
}

function withPaging(paging: Partial<Paging>, profile: Profile = gremlin): Profile {
  const changed: Paging = { ...pagingOf(profile), ...paging };
  return Object.assign({ ...profile }, { paging: changed });
}

/** `mm target person step`, of the pages among these events. */
function pages(events: readonly GamedayEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.type !== "page.sent") return [];
    const { to, service, person: who = "-", step = 0 } = event.data;
    return [
      `${event.ex / minute} ${to}${service === undefined ? "" : `/${service}`} ${who} ${step}`,
    ];
  });
}

/** The pages that go out in each minute until then. */
function until(it: Play, minutes: number): readonly string[] {
  const from = Math.ceil(it.now / minute);
  return Array.from({ length: minutes - from + 1 }, (_, i) => (from + i) * minute).flatMap((at) =>
    pages(it.tick(at)),
  );
}

function refusal(decision: Decision): string {
  if (decision.ok) throw new Error(`not refused: ${decision.say}`);
  return `${decision.why} → ${decision.instead}`;
}

describe("a page to a service", () => {
  test("reaches who is on call for it, then the next in turn, then the rest of the team", () => {
    const it = staffed({ onCall });
    const asked = it.when({ do: "page", who: "API", why: "its errors began at nine" });
    expect(asked).toMatchObject({
      ok: true,
      say: "ana (TLOC of api) is paged; without an acknowledgement in 5 m the next is.",
    });
    expect(pages(it.events)).toEqual(["0 tloc/api ana 0"]);
    expect(happened(it)[0]?.data).toMatchObject({
      text: "DRILL · you: its errors began at nine. Acknowledge: gameday sev ack",
    });
    expect(until(it, 60)).toEqual([
      "5 tloc/api ben 1",
      "10 tloc/api ana 2",
      "10 tloc/api ben 2",
      "10 tloc/api cleo 2",
    ]);
    expect(it.events.at(-1)?.data).toMatchObject({
      text: "DRILL · no acknowledgement from ben (TLOC of api) for 5 m since +05:00: paging the whole team (ana, ben, cleo). Acknowledge: gameday sev ack",
    });
  });

  test("goes no further where there is no one else", () => {
    const it = staffed({ onCall });
    it.when({ do: "page", who: "db", why: "slow" });
    expect(pages(it.events)).toEqual(["0 tloc/db dan 0"]);
    expect(until(it, 60)).toEqual([]);
  });

  test("leaves out a step that reaches no one new", () => {
    const one = { role: "tloc", service: "www", people: ["ana"], team: ["ana", "ben"] };
    const it = staffed({ onCall: [one] });
    it.when({ do: "page", who: "www", why: "slow" });
    expect(until(it, 60)).toEqual(["5 tloc/www ana 2", "5 tloc/www ben 2"]);
  });

  test("is answered by whom it reached, who then has the role", () => {
    const it = staffed({ onCall });
    it.when({ do: "page", who: "api", why: "slow" });
    expect(refusal(it.when({ do: "ack" }, { by: person("zoe") }))).toBe(
      "No page is waiting for you. → one waits for ana: gameday role claim tloc",
    );
    expect(it.when({ do: "ack" }, { by: person("ana") })).toMatchObject({ ok: true });
    expect(it.state.pages).toEqual({});
    expect(it.state.roles["tloc"]).toBe("ana");
    expect(happened(it).map(({ type }) => type)).toEqual([
      "page.sent",
      "page.acked",
      "incident.assigned",
    ]);
    expect(happened(it)[1]?.data).toEqual({ to: "tloc", service: "api", person: "ana" });
    expect(it.state.team.holders).toEqual([{ role: "tloc", person: "ana", service: "api" }]);
    expect(until(it, 60)).toEqual([]);
  });

  test("is answered for all when the whole team was paged and one of them answers", () => {
    const it = staffed({ onCall });
    it.when({ do: "page", who: "api", why: "slow" });
    until(it, 10);
    expect(it.when({ do: "ack" }, { by: person("cleo") })).toMatchObject({ ok: true });
    expect(until(it, 60)).toEqual([]);
  });
});

describe("the time until the next step", () => {
  test("is over exactly when it is over: an answer a millisecond before it is in time", () => {
    const it = staffed({ onCall });
    it.when({ do: "page", who: "api", why: "slow" });
    expect(it.tick(5 * minute - 1)).toEqual([]);
    it.when({ do: "ack" }, { by: person("ana") });
    expect(it.tick(5 * minute)).toEqual([]);
  });

  test("at the very moment, what is in the journal first counts", () => {
    const answered = staffed({ onCall });
    answered.when({ do: "page", who: "api", why: "slow" });
    answered.now = 5 * minute;
    answered.when({ do: "ack" }, { by: person("ana") });
    expect(answered.tick(5 * minute)).toEqual([]);

    const late = staffed({ onCall });
    late.when({ do: "page", who: "api", why: "slow" });
    expect(pages(late.tick(5 * minute))).toEqual(["5 tloc/api ben 1"]);
    expect(late.when({ do: "ack" }, { by: person("ana") })).toMatchObject({ ok: true });
    expect(late.state.pages).toEqual({});
  });

  test("is divided by the time scale", () => {
    const it = staffed({ onCall, timeScale: 5 });
    it.when({ do: "page", who: "api", why: "slow" });
    expect(until(it, 3)).toEqual([
      "1 tloc/api ben 1",
      "2 tloc/api ana 2",
      "2 tloc/api ben 2",
      "2 tloc/api cleo 2",
    ]);
  });

  test("is exercise time: while the drill is paused nothing is due", () => {
    const it = staffed({ onCall });
    it.when({ do: "page", who: "api", why: "slow" });
    it.tick(4 * minute);
    // Exercise time does not move, however often the clockwork asks.
    for (let again = 0; again < 100; again += 1) expect(it.tick(4 * minute)).toEqual([]);
    expect(pages(it.tick(5 * minute))).toEqual(["5 tloc/api ben 1"]);
  });

  test("starts once in a storm of pages to the same", () => {
    const it = staffed({ onCall });
    for (let second = 0; second < 240; second += 1) {
      it.now = second * 1_000;
      const alert = { type: "page.sent", data: { to: "imoc", text: `alert ${second}` } } as const;
      it.given(...toPeople(it.state, alert));
    }
    expect(Object.keys(it.state.pages)).toEqual(["imoc"]);
    expect(it.state.pages["imoc"]).toMatchObject({ sinceEx: 0, lastEx: 0, people: ["ines"] });
    expect(until(it, 60)).toEqual([
      "5 imoc igor 1",
      "10 imoc ines 2",
      "10 imoc igor 2",
      "10 imoc iris 2",
    ]);
  });

  test("a late page to an earlier step does not go back", () => {
    const it = staffed({ onCall });
    it.when({ do: "page", who: "api", why: "slow" });
    until(it, 6);
    expect(it.when({ do: "page", who: "api", why: "still slow" })).toMatchObject({
      say: "ana (TLOC of api) is paged again: a page has been waiting since +00:00.",
    });
    expect(it.state.pages["tloc/api"]).toMatchObject({ step: 1, lastEx: 5 * minute });
  });
});

describe("reminders", () => {
  const reminding = withPaging({ renotifyEveryMs: 2 * minute, renotifyTimes: 3 });

  test("go to those of the newest step, until the next one is paged", () => {
    const it = staffed({ onCall, profile: reminding });
    it.when({ do: "page", who: "api", why: "slow" });
    expect(until(it, 30)).toEqual([
      "2 tloc/api ana 0",
      "4 tloc/api ana 0",
      "5 tloc/api ben 1",
      "7 tloc/api ben 1",
      "9 tloc/api ben 1",
      "10 tloc/api ana 2",
      "10 tloc/api ben 2",
      "10 tloc/api cleo 2",
      // After the last step as often as the profile says.
      ...[12, 14, 16].flatMap((at) =>
        ["ana", "ben", "cleo"].map((who) => `${at} tloc/api ${who} 2`),
      ),
    ]);
  });

  test("end with the answer", () => {
    const it = staffed({ onCall, profile: reminding });
    it.when({ do: "page", who: "api", why: "slow" });
    until(it, 3);
    it.when({ do: "ack" }, { by: person("ana") });
    expect(until(it, 30)).toEqual([]);
  });

  test("also of a page that names no one", () => {
    const it = play({ profile: reminding });
    it.when({ do: "page", who: "tloc", why: "slow" }, { by: person("ines", "imoc") });
    expect(until(it, 6)).toEqual(["2 tloc - 0", "4 tloc - 0", "5 tloc - 1"]);
  });
});

describe("the commander", () => {
  test("is paged by name when an incident is declared, and takes command with the answer", () => {
    const it = staffed({ onCall });
    it.when({ do: "declare", text: "down" });
    expect(pages(it.tick(0))).toEqual(["0 imoc ines 0"]);
    expect(it.when({ do: "ack" }, { by: person("ines") })).toMatchObject({ ok: true });
    expect(it.state.roles).toEqual({ imoc: "ines" });
    expect(it.state.state).toBe("acknowledged");
  });

  test("who is away does not answer: the backup takes command", () => {
    const it = staffed({ onCall });
    it.given(
      { type: "person.joined", data: { person: "ines", as: "seat" } },
      { type: "person.away", data: { person: "ines", why: "on a train" } },
    );
    it.when({ do: "declare", text: "down" });
    it.tick(0);
    expect(it.when({ do: "page", who: "imoc", why: "come" })).toMatchObject({
      warnings: ["ines is away"],
    });
    expect(until(it, 5)).toContain("5 imoc igor 1");
    it.when({ do: "ack" }, { by: person("igor") });
    expect(it.state.roles).toEqual({ imoc: "igor" });
    expect(until(it, 30)).toEqual([]);
  });

  test.each(["imoc", "IMOC", "imoc-pager@"])("is paged by anyone, as %s", (who) => {
    const it = staffed({
      onCall,
      profile: { ...pagerduty, rights: { ...pagerduty.rights, mode: "block" } },
    });
    it.when({ do: "declare", text: "down" });
    it.when({ do: "assign", role: "imoc", to: "ines" });
    const asked = it.when(
      { do: "page", who, why: "two changes at once" },
      { by: person("zoe", "scribe") },
    );
    expect(asked).toMatchObject({ ok: true });
    expect(pages(it.events)).toEqual(["0 imoc ines 0"]);
  });

  test("others are paged by those who have the right", () => {
    const profile = { ...gremlin, rights: { ...gremlin.rights, mode: "block" as const } };
    const it = staffed({ onCall, profile });
    it.when({ do: "declare", text: "down" });
    it.when({ do: "assign", role: "imoc", to: "ines" });
    const ask = { do: "page", who: "api", why: "slow" } as const;
    expect(refusal(it.when(ask, { by: person("zoe", "scribe") }))).toMatch(
      /^Only IMOC or Deputy or Liaison or TLOC may use "page"\./,
    );
    expect(it.when(ask, { by: person("ines") })).toMatchObject({ ok: true });
  });

  test("who is away has no role to be paged in: the rotation is asked again", () => {
    const it = staffed({ onCall });
    it.when({ do: "declare", text: "down" });
    it.when({ do: "assign", role: "imoc", to: "zoe" });
    it.given({ type: "person.away", data: { person: "zoe", why: "" } });
    it.when({ do: "page", who: "imoc", why: "come" });
    expect(pages(it.events)).toEqual(["0 imoc ines 0"]);
  });

  test("once someone has the role, a page goes to them and not to the rotation", () => {
    const it = staffed({ onCall });
    it.when({ do: "declare", text: "down" });
    it.when({ do: "assign", role: "imoc", to: "iris" });
    it.when({ do: "page", who: "imoc", why: "help" });
    expect(pages(it.events)).toEqual(["0 imoc iris 0"]);
    expect(refusal(it.when({ do: "page", who: "imoc", why: "help" }, { by: person("iris") }))).toBe(
      "You are the one to be paged as IMOC. → gameday sev ack",
    );
  });
});

describe("a page by name", () => {
  test("reaches that person and no one after them", () => {
    const it = staffed({ onCall });
    expect(it.when({ do: "page", who: "Cleo", why: "you wrote it" })).toMatchObject({ ok: true });
    expect(pages(it.events)).toEqual(["0 cleo cleo 0"]);
    expect(until(it, 60)).toEqual([]);
    it.when({ do: "ack" }, { by: person("cleo") });
    expect(it.state.pages).toEqual({});
    expect(it.state.roles).toEqual({});
  });

  test("to no one known is refused with who there is", () => {
    const it = staffed({ onCall });
    expect(refusal(it.when({ do: "page", who: "bob", why: "?" }))).toBe(
      'There is no role, service or person "bob" here. → gameday page <imoc | tloc | deputy | scribe | liaison | api | db | ines | igor | iris | ana | ben | cleo | dan | zoe> "why"',
    );
  });
});

describe("an alert", () => {
  const alert = { type: "page.sent", data: { to: "tloc", text: "api errors" } } as const;

  test("that pages a role of which each service has its own reaches all of them", () => {
    const it = staffed({ onCall });
    it.given(...toPeople(it.state, alert));
    expect(pages(it.events)).toEqual(["0 tloc ana 0", "0 tloc dan 0"]);
    expect(until(it, 60).slice(0, 1)).toEqual(["5 tloc ben 1"]);
  });

  test("pages a role where one person plays alone, whatever the rotations say", () => {
    const it = play({ onCall });
    it.given({ type: "person.joined", data: { person: "you", as: "user", roles: ["tloc"] } });
    it.given(...toPeople(it.state, alert));
    expect(pages(it.events)).toEqual(["0 tloc - 0"]);
    expect(it.when({ do: "ack" })).toMatchObject({ ok: true });
  });

  test("pages a role as before where no rotation names anyone", () => {
    const it = play();
    it.given(...toPeople(it.state, alert));
    expect(happened(it)[0]?.data).toEqual({ to: "tloc", text: "api errors" });
    expect(until(it, 60)).toEqual(["5 tloc - 1", "10 tloc - 2"]);
    expect(it.when({ do: "ack" }, { by: you })).toMatchObject({ ok: true });
    expect(it.events.at(-1)?.data).toEqual({ to: "tloc" });
  });
});
