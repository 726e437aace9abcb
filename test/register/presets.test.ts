import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { presetNames } from "../../src/org/preset-names.ts";
import { findPreset, withOrganisation } from "../../src/register/presets.ts";
import { failure } from "../support/failure.ts";
import { fastFrogPlan } from "../support/fast-frog-plan.ts";

test("every file in fixtures/org is a preset, and every preset has its file", () => {
  const files = readdirSync(new URL("../../fixtures/org", import.meta.url));
  expect(files.map((file) => basename(file, ".yaml")).toSorted()).toEqual(presetNames.toSorted());
});

describe("the figures of", () => {
  const minute = 60_000;
  const hour = 60 * minute;
  const none = [null, null, null, null, null];
  test.each([
    ["gremlin", 1, [15 * minute, 8 * hour, 24 * hour], [10 * minute, 20 * minute, hour], 0],
    ["diabetes", 1, [10 * minute, 8 * hour, 24 * hour], [10 * minute, 20 * minute, hour], 0],
    ["bigeye", 2, none, [0.5, 0.5, 1, 4, 24].map((h) => h * hour), 1],
    ["pagerduty", 2, none, [20 * minute, 20 * minute, hour, 24 * hour, 24 * hour], 1],
    ["atlassian", 2, none.slice(0, 3), [30 * minute, 30 * minute, 2 * hour], 1],
  ])("%s", (name, start, targets, updates, worst) => {
    const { severities, startLevel } = findPreset(name).profile;
    expect(startLevel).toBe(start);
    expect(severities.map(({ targetMs }) => targetMs)).toEqual(targets);
    expect(severities.map(({ updateEveryMs }) => updateEveryMs.internal)).toEqual(updates);
    expect(severities.map(({ rank }) => rank)).toEqual(severities.map((_, index) => index));
    // The breach rule of every preset: all services, two minutes, the worst severity.
    expect(severities[0]).toMatchObject({ id: worst });
    expect(severities[0]?.when).toContainEqual({
      service: "all",
      below: "objective",
      forMs: 2 * minute,
    });
  });
});

test("the teaching example of the talk calls other people, and is gremlin otherwise", () => {
  const { profile } = findPreset("diabetes");
  expect(profile.severities.map(({ notify }) => notify)).toEqual([
    ["ambulance"],
    ["neighbour", "best friend"],
    ["best friend"],
  ]);
  expect(profile.roles).toEqual(findPreset("gremlin").profile.roles);
});

test("a plan from before pages and messages had rules has those of its preset", () => {
  const { profile, ...company } = findPreset("bigeye");
  const { messages, paging, ...before } = profile;
  const organisation = { ...company, profile: before as typeof profile };
  const plan = { ...fastFrogPlan, profile: "bigeye" };
  expect(withOrganisation({ ...plan, organisation }).organisation).toEqual(findPreset("bigeye"));
  expect(messages.approval).toEqual(["executive", "customer", "status-page"]);
  expect(paging.steps).toEqual(["on-call", "backup", "team"]);
});

test("a wrong name is answered with the near one", () => {
  expect(failure(() => findPreset("gremlim"))).toMatchObject({
    code: "GD-S010",
    hint: 'did you mean "gremlin"? profiles: gremlin, bigeye, pagerduty, atlassian, diabetes',
  });
});
