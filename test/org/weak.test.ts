import { expect, test } from "vitest";
import { weaknessesOf } from "../../src/org/weak.ts";
import { gremlin } from "../support/organisation.ts";

const texts = (change: Partial<typeof gremlin>): readonly string[] =>
  weaknessesOf({ ...gremlin, ...change }).map(({ step, text }) => `${step}: ${text}`);

const person = (...roles: string[]) => ({ name: "Ana", email: undefined, roles });
const service = { title: "checkout", owner: "Ana", slo: 99.9, dependsOn: [], critical: true };
const turns = (...people: [string, ...string[]]) => ({
  id: "command",
  role: "imoc",
  timeZone: "UTC",
  layers: [{ people, everyDays: 7, handover: "09:00", start: "2026-01-05", timeZone: "UTC" }],
  overrides: [],
});
const whole = {
  rotations: [turns("ana", "bo")],
  notify: { "Executive Leadership Team": ["ana"], "entire company": ["all@acme.example"] },
  services: { checkout: service },
  people: { ana: person("imoc"), bo: person("imoc") },
};

test("a preset alone names no services and no people", () => {
  expect(texts({})).toEqual(["slos: no critical service is named", "rotation: no one can be IMOC"]);
});

test("nothing is weak in a whole one", () => {
  expect(texts(whole)).toEqual([]);
});

test("a commander alone, a service without objective and owner, a list without readers", () => {
  const bare = { ...service, owner: undefined, slo: undefined };
  expect(
    texts({
      services: { checkout: bare },
      people: { ana: person("imoc"), bo: person("tloc") },
      rotations: [],
      notify: { ...whole.notify, "Executive Leadership Team": [] },
    }),
  ).toEqual([
    "slos: checkout has no objective",
    "dashboard: checkout has no owner",
    "rotation: only one person can be IMOC",
    "automation: no one reads what is sent to Executive Leadership Team",
  ]);
});

test("a severity without a target, and none that says what makes it", () => {
  const severities = gremlin.profile.severities.map((row) => ({
    ...row,
    targetMs: null,
    when: [],
  }));
  expect(texts({ ...whole, profile: { ...gremlin.profile, severities } })).toEqual([
    "measure: no severity says what makes it, so none is raised automatically",
    "levels: SEV 0 has no target",
    "levels: SEV 1 has no target",
    "levels: SEV 2 has no target",
  ]);
});

test("a rotation of one, none at all, and executives who are notified of nothing", () => {
  expect(texts({ ...whole, rotations: [turns("ana")] })).toEqual([
    "rotation: ana is IMOC all the time: no one takes over",
  ]);
  expect(texts({ ...whole, rotations: [] })).toEqual([
    "rotation: no rotation says who is IMOC when",
  ]);
  expect(texts({ ...whole, notify: {} })).toEqual([
    "automation: no one reads what is sent to Executive Leadership Team",
    "automation: no one reads what is sent to entire company",
  ]);
});
