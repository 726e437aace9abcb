/** A storm of alerts: grouped, acknowledged, silenced, and small in the journal. */
import { expect, test } from "vitest";
import type { EventInput } from "../../src/event/event.ts";
import { alertsText } from "../../src/incident/alerts/list.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { happens, journal, testPlan, type TimedInput } from "../support/event-builder.ts";
import { fastFrogPlan } from "../support/fast-frog-events.ts";
import { play, posted, you, type Play } from "./play.ts";

const fire = (alert: string, service: string): EventInput => ({
  type: "alert.fired",
  data: { alert, text: `${alert}!`, page: "tloc", copy: 1, service },
});

/** 300 alerts of two services within a minute. */
function storm(): Play {
  const it = play();
  for (let second = 0; second < 60; second += 10) {
    it.now = second * 1_000;
    if (second === 0) it.given(fire("slow", "db"), fire("pool", "db"), fire("errors", "api"));
    it.given(
      { type: "alert.grouped", data: { service: "db", counts: { slow: 20, pool: 10 } } },
      { type: "alert.grouped", data: { service: "api", counts: { errors: 20 } } },
    );
  }
  return it;
}

test("300 alerts are two groups and fifteen lines", () => {
  const it = storm();
  expect(it.state.alerts.groups).toMatchObject([
    { id: "a1", service: "db", count: 182, alerts: ["slow", "pool"] },
    { id: "a2", service: "api", count: 121 },
  ]);
  expect(it.events).toHaveLength(15);
  expect(alertsText(it.state.alerts.groups, 60_000).split("\n")).toEqual([
    "a1  db  +00:00  182x  firing  slow! [slow, pool]",
    "a2  api  +00:00  121x  firing  errors! [errors]",
  ]);
});

test("one alert, a group, or all are acknowledged; what fires again is not", () => {
  const it = storm();
  it.when({ do: "declare", level: 1, text: "errors" });
  expect(it.when({ do: "alert.ack", what: "pool" })).toMatchObject({ ok: true });
  expect(it.when({ do: "alert.ack", what: "pool" })).toMatchObject({ ok: false });
  expect(it.when({ do: "alert.ack", what: "A1" })).toMatchObject({ say: "Acknowledged: slow." });
  expect(it.when({ do: "alert.ack-all", into: "slow-snail" })).toMatchObject({
    ok: false,
    instead: "gameday alert ack-all --into fast-frog",
  });
  expect(it.when({ do: "alert.ack-all", into: "Fast Frog" })).toMatchObject({
    say: "1 group of alerts acknowledged.",
  });
  expect(it.when({ do: "alert.ack-all" })).toMatchObject({
    why: "No alert waits for an acknowledgement.",
  });
  it.given({ type: "alert.cleared", data: { alert: "slow" } }, fire("slow", "db"));
  expect(it.state.alerts.groups[0]?.acked).toEqual(["pool"]);
  expect(it.when({ do: "alert.ack", what: "poll" })).toMatchObject({
    why: 'There is no alert "poll".',
    instead: 'did you mean "pool"?',
  });
});

test("a silence expires: what still fires then is said, what has cleared is not", () => {
  const it = storm();
  it.when({ do: "alert.silence", what: "db", for: 600_000 }, { by: you });
  it.when({ do: "alert.silence", what: "a2", for: 600_000 }, { by: you });
  expect(alertsText(it.state.alerts.groups, 60_000)).toContain("silent until +10:50");
  it.given({ type: "alert.cleared", data: { alert: "errors" } });
  expect(posted(it.tick(649_999), "#sevs").join()).not.toContain("silence");
  expect(posted(it.tick(650_000), "#sevs")).toEqual([
    "+10:50 the silence of a1 is over, and it still fires: slow!",
  ]);
});

test("a needle is found by who names it, not by who acknowledges everything", () => {
  const plan = testPlan();
  const rule = Object.values(fastFrogPlan().scenario.alerts)[0] ?? expect.fail("an alert");
  const marked = {
    ...plan,
    scenario: {
      ...plan.scenario,
      alerts: { pool: { ...rule, needle: true }, slow: { ...rule, needle: true }, errors: rule },
    },
  };
  const fired = (alert: string): TimedInput =>
    happens(1, "alert.fired", { alert, text: "t", page: "tloc", copy: 1, service: "db" });
  const { needles, alerts } = summarise(
    marked,
    journal(marked, [
      fired("pool"),
      fired("slow"),
      fired("errors"),
      happens(2, "alert.grouped", { service: "db", counts: { slow: 297 } }),
      happens(5, "alert.acked", { group: "a1", alerts: ["pool"] }),
      happens(9, "alert.acked", { group: "a1", alerts: ["slow", "errors"], into: "fast-frog" }),
    ]),
  );
  expect(needles).toEqual({
    needles: [
      { alert: "pool", firedMs: 1, pickedMs: 5 },
      { alert: "slow", firedMs: 1, pickedMs: null },
    ],
    recall: 0.5,
    fired: 300,
  });
  expect(alerts.find(({ alert }) => alert === "slow")?.copies).toBe(298);
  expect(summarise(plan, journal(plan, [])).needles).toBeNull();
});
