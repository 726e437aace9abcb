import { expect, it } from "vitest";
import { gremlin } from "../support/organisation.ts";
import { briefingOf, briefingPage, briefingShort } from "../../src/wording/briefing.ts";
import { planOf } from "../support/plan-fixture.ts";
import { readShipped } from "../support/shipped-scenarios.ts";

const plan = planOf(readShipped("hot-mysql"));

it("says what the system is, who the player is, the rules, and what ends it", () => {
  const page = briefingPage(
    briefingOf({
      plan,
      profile: gremlin.profile,
      drill: "2026-12-01-hot-mysql-7f3a",
      blind: false,
    }),
  );
  expect(page).toContain("# Monday, 19:00: errors in the shop");
  expect(page).toContain("- www (");
  expect(page).toContain("on call as TLOC");
  expect(page).toContain("gameday stop 2026-12-01-hot-mysql-7f3a --real-emergency");
  expect(page).toContain("after 25 m");
});

it("gives no answer away", () => {
  const page = briefingPage(
    briefingOf({ plan, profile: gremlin.profile, drill: "d", blind: false }),
  );
  const { evidence, mitigations, injects } = plan.scenario;
  const answers = [
    ...Object.values(evidence).map(({ statement }) => statement),
    ...Object.values(mitigations).map(({ title }) => title),
    ...Object.values(injects).map(({ text }) => text ?? ""),
  ];
  expect(answers.length).toBeGreaterThan(10);
  expect(answers.filter((answer) => answer !== "" && page.includes(answer))).toEqual([]);
});

it("does not name an incident that was picked blind", () => {
  const page = briefingPage(
    briefingOf({ plan, profile: gremlin.profile, drill: "d", blind: true }),
  );
  const short = briefingShort({ plan, blind: true }).join("\n");
  for (const text of [page, short]) {
    expect(text).not.toContain("hot-mysql");
    expect(text).not.toContain("Monday, 19:00");
    expect(text).toContain("on call");
  }
});
