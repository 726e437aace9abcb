import { describe, expect, test } from "vitest";
import { titleOf } from "../../src/incident/wording.ts";
import { severityOfFacts } from "../../src/org/facts.ts";
import { gremlin } from "../support/organisation.ts";
import { bot, play, posted } from "./play.ts";

const minute = 60_000;

function declared(level = 1): ReturnType<typeof play> {
  const it = play();
  it.when({ do: "declare", level, text: "Getting errors, app having issues too" }, { by: bot });
  it.tick(0);
  return it;
}

describe("states that follow from what people do", () => {
  test("the first alert makes it observed", () => {
    const it = play();
    it.given({
      type: "alert.fired",
      data: { alert: "api", text: "api errors", page: "tloc", copy: 0 },
    });
    it.tick(1_000);
    expect(it.events.at(-1)).toMatchObject({
      type: "incident.state",
      data: { state: "observed" },
      cause: 0,
    });
  });

  test("a complete crew makes it mobilised", () => {
    const it = declared();
    it.when({ do: "assign", role: "imoc", to: "bot" }, { by: bot });
    it.when({ do: "assign", role: "tloc", to: "you" }, { by: bot });
    it.when({ do: "ack" }, { by: bot });
    it.tick(1_000);
    expect(it.state.state).toBe("mobilised");
  });

  test("the first proof means that people diagnose", () => {
    const it = declared();
    it.when({ do: "ack" }, { by: bot });
    it.given({
      type: "evidence.proved",
      data: {
        evidence: "its-the-api",
        statement: "It is the API",
        how: "",
        artefact: { command: "", output: "", exit: 0 },
      },
    });
    it.tick(1_000);
    expect(it.state.state).toBe("diagnosing");
  });

  test("a kill loop means that people mitigate", () => {
    const it = declared();
    it.given({ type: "tool.used", data: { tool: "kill-loop", summary: "every 200 ms" } });
    it.tick(1_000);
    expect(it.state.state).toBe("mitigating");
    it.when({ do: "diagnose" });
    it.tick(2_000);
    expect(it.state.state).toBe("diagnosing");
  });

  test("after mitigated the users are watched", () => {
    const it = declared();
    it.when({ do: "mitigated" });
    it.tick(1_000);
    expect(it.state.state).toBe("monitoring");
  });
});

describe("the breach rule", () => {
  test("raises SEV 1 to SEV 0, keeps the name, starts the 15 minutes and mails the executives", () => {
    const it = declared();
    const events = it.tick(3 * minute, true);
    expect(events[0]).toMatchObject({
      type: "incident.severity",
      data: {
        from: 1,
        to: 0,
        automatic: true,
        deadlineEx: 18 * minute,
        why: "every named service is below its objective for 2 m",
      },
    });
    expect(titleOf(it.state)).toBe("SEV 0 Fast Frog");
    expect(posted(events, "Executive Leadership Team")).toEqual([
      "+03:00 SEV 0 Fast Frog: catastrophic service impact. It was SEV 1. Every named service is below its objective for 2 m. 15 m to mitigate, until +18:00.",
    ]);
  });

  test("holds while it is called mitigated: a premature claim does not hide a breach", () => {
    const it = declared();
    it.when({ do: "mitigated" });
    it.tick(3 * minute, true);
    expect(it.state.level).toBe(0);
  });

  test("does nothing before anything is declared, nor at the worst level", () => {
    expect(play().tick(3 * minute, true)).toEqual([]);
    expect(declared(0).tick(30_000, true)).toEqual([]);
  });

  test("raises once: people who lower the level again are not overruled", () => {
    const it = declared();
    it.tick(3 * minute, true);
    it.when({ do: "escalate", level: 1, why: "only www" });
    expect(it.tick(4 * minute, true).filter(({ type }) => type === "incident.severity")).toEqual(
      [],
    );
    expect(it.state.level).toBe(1);
  });

  test("is scaled with the process", () => {
    const facts = (belowForMs: number) => ({ services: [{ names: ["api"], belowForMs }] });
    const level = (belowForMs: number, timeScale: number) =>
      severityOfFacts(gremlin.profile, facts(belowForMs), timeScale)?.severity.id;
    expect(level(20_000, 6)).toBe(0);
    expect(level(19_999, 6)).toBeUndefined();
    expect(level(20_000, 1)).toBeUndefined();
  });
});

describe("texts", () => {
  test("all start with the drill marker", () => {
    const it = declared();
    for (let s = 1; s < 60 * 60; s += 20) it.tick(s * 1_000, s > 120);
    const texts = it.events.flatMap((event) =>
      event.type === "message.posted" || event.type === "page.sent" ? [event.data.text] : [],
    );
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.filter((text) => !text.startsWith("DRILL · "))).toEqual([]);
  });

  test("declaring tells the level's list and pages the commander", () => {
    const it = declared();
    expect(posted(it.events, "#sevs")).toEqual([
      "+00:00 SEV 1 Fast Frog: critical service impact. Getting errors, app having issues too. 8 h to mitigate, until +8:00:00.",
    ]);
    expect(
      it.events.flatMap((event) => (event.type === "message.posted" ? [event.data.channel] : [])),
    ).toEqual(["#sevs", "sevs@", "teams working on the SEV", "CTO"]);
    expect(it.events.at(-1)).toMatchObject({
      type: "page.sent",
      data: {
        to: "imoc",
        text: "DRILL · +00:00 SEV 1 Fast Frog is declared and needs an IMOC. Acknowledge: gameday sev ack",
      },
    });
  });

  test("the clock is called out at half, at four fifths and at its end", () => {
    const it = declared(0);
    it.when({ do: "ack" }, { by: bot });
    it.when({ do: "assign", role: "tloc", to: "you" }, { by: bot });
    const said = (at: number): readonly string[] =>
      posted(it.tick(at), "#sevs").filter((text) => text.includes("target"));
    expect(said(7.4 * minute)).toEqual([]);
    expect(said(7.5 * minute)).toEqual([
      "Fast Frog: 50 % of the target has elapsed; 7 m 30 s left, until +15:00.",
    ]);
    expect(said(12 * minute)).toEqual([
      "Fast Frog: 80 % of the target has elapsed; 3 m left, until +15:00.",
    ]);
    const end = it.tick(15 * minute);
    expect(posted(end, "Executive Leadership Team")).toEqual([
      "Fast Frog: time-to-mitigate target missed at +15:00; the incident has not been marked mitigated.",
    ]);
  });

  test("an incident that is opened again hears how much time is left, and nothing of what fell due meanwhile", () => {
    const it = declared(0);
    it.when({ do: "false-alarm", why: "just a blip" });
    expect(it.tick(13 * minute)).toEqual([]);
    it.when({ do: "declare", text: "it was real" });
    expect(posted(it.tick(13 * minute), "#sevs")).toEqual([
      "Fast Frog is open again: 2 m left to mitigate, until +15:00.",
    ]);
    expect(posted(it.tick(15 * minute), "Executive Leadership Team")).toEqual([
      "Fast Frog: time-to-mitigate target missed at +15:00; the incident has not been marked mitigated.",
    ]);
  });

  test("an incident that is opened again too late hears that the time is over", () => {
    const it = declared(0);
    it.when({ do: "false-alarm", why: "just a blip" });
    it.tick(16 * minute);
    it.when({ do: "declare", text: "it was real" });
    expect(posted(it.tick(16 * minute), "#sevs")).toEqual([
      "Fast Frog is open again: time-to-mitigate target missed at +15:00.",
    ]);
  });

  test("once it is called mitigated, the clock is silent", () => {
    const it = declared(0);
    it.when({ do: "mitigated" });
    expect(posted(it.tick(20 * minute), "Executive Leadership Team")).toEqual([]);
  });

  test("a page that nobody answers goes to the backup and then to the team, and an answer stops it", () => {
    const it = play();
    it.given(
      { type: "page.sent", data: { to: "tloc", text: "api errors" } },
      { type: "page.sent", data: { to: "tloc", text: "api errors, again" } },
    );
    const pagesAt = (at: number): readonly string[] =>
      it
        .tick(at)
        .flatMap((event) =>
          event.type === "page.sent" ? [`${event.data.to} ${event.data.step}`] : [],
        );
    expect(pagesAt(4 * minute)).toEqual([]);
    expect(pagesAt(5 * minute)).toEqual(["tloc 1"]);
    expect(pagesAt(9 * minute)).toEqual([]);
    expect(pagesAt(10 * minute)).toEqual(["tloc 2"]);
    expect(pagesAt(60 * minute)).toEqual([]);
    const other = play();
    other.given({ type: "page.sent", data: { to: "tloc", text: "api errors" } });
    other.when({ do: "ack" });
    expect(other.tick(30 * minute)).toEqual([]);
  });

  test("silence towards the users is noticed, and an update ends the nudging", () => {
    const it = declared();
    const nudges = (at: number): readonly string[] =>
      posted(it.tick(at), "#sevs").filter((text) => text.includes("update"));
    expect(nudges(5 * minute)).toEqual([
      'Fast Frog: no status update sent yet. gameday sev update "…"',
    ]);
    it.when({ do: "update", text: "we look at the database" });
    expect(nudges(34 * minute)).toEqual([]);
    expect(nudges(35 * minute)).toEqual([
      'Fast Frog: no update for 30 m since +05:00. gameday sev update "…"',
    ]);
  });

  test("a change of level does not repeat what was said before it", () => {
    const it = declared();
    it.tick(25 * minute);
    const before = it.events.length;
    const after = it.tick(25 * minute + 1_000, true);
    expect(posted(after, "#sevs").filter((text) => text.includes("since it was declared"))).toEqual(
      [],
    );
    expect(it.events.length).toBeGreaterThan(before);
  });
});
