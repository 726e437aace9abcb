import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onCallSchedule, whoIsOnCall } from "../../../src/app/org/on-call.ts";
import { GamedayError } from "../../../src/kernel/error.ts";

const org = `apiVersion: gameday/v1
kind: Organisation
extends: gremlin
id: acme
title: Acme
services:
  api: {owner: ana, slo: 99.9}
people:
  ana: {name: Ana}
  ben: {name: Ben}
  ines: {name: Ines}
  igor: {name: Igor}
rotations:
  command:
    role: imoc
    timeZone: Europe/Berlin
    people: [ines, igor]
    handover: "Mon 09:00"
    start: 2026-01-05
  api:
    role: tloc
    service: api
    timeZone: America/New_York
    people: [ana, ben]
    every: day
    handover: "08:00"
    start: 2026-01-05
    overrides:
      - {from: 2026-03-02T20:00, to: 2026-03-03T02:00, who: ines}
`;
const wish = { org: undefined, at: undefined, role: undefined, service: undefined };
const at = Date.parse("2026-03-02T12:00:00Z");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gameday-on-call-"));
  mkdirSync(join(folder, "gameday", "deep"), { recursive: true });
  writeFileSync(join(folder, "gameday", "org.yaml"), org);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("who is on call", () => {
  it("comes from the organisation that is found upwards, in each rotation's own time", () => {
    const found = whoIsOnCall(join(folder, "gameday", "deep"), wish, at);
    expect(found).toMatchObject({ organisation: "acme", at: "2026-03-02T12:00:00.000Z" });
    expect(found.rows).toEqual([
      {
        rotation: "command",
        title: "IMOC",
        people: ["ines"],
        backup: "igor",
        timeZone: "Europe/Berlin",
        next: {
          at: "2026-03-09T08:00:00.000Z",
          local: "Mon 2026-03-09 09:00 +01:00",
          people: ["igor"],
        },
      },
      {
        rotation: "api",
        title: "TLOC of api",
        people: ["ben"],
        backup: "ana",
        timeZone: "America/New_York",
        next: {
          at: "2026-03-02T13:00:00.000Z",
          local: "Mon 2026-03-02 08:00 -05:00",
          people: ["ana"],
        },
      },
    ]);
  });

  it("at another moment, for one role or service", () => {
    const moment = { ...wish, at: "2026-03-02T21:00-05:00", service: "api" };
    const found = whoIsOnCall(folder, moment, at);
    expect(found.rows.map(({ people, backup }) => [...people, backup])).toEqual([["ines", "ben"]]);
    expect(() => whoIsOnCall(folder, { ...wish, at: "soon" }, at)).toThrow(GamedayError);
    expect(() => whoIsOnCall(folder, { ...wish, service: "www" }, at)).toThrow(
      "there is no such rotation",
    );
  });

  it("is no one where a preset names no one", () => {
    expect(whoIsOnCall(folder, { ...wish, org: "gremlin" }, at)).toMatchObject({
      organisation: "gremlin",
      rotations: 0,
      rows: [],
    });
  });
});

it("the schedule is every shift of those weeks", () => {
  const found = onCallSchedule(folder, { ...wish, role: "IMOC" }, { now: at, weeks: 2 });
  expect(found.rows.map(({ person, localFrom }) => `${localFrom} ${person}`)).toEqual([
    "Mon 2026-03-02 13:00 +01:00 ines",
    "Mon 2026-03-09 09:00 +01:00 igor",
    "Mon 2026-03-16 09:00 +01:00 ines",
  ]);
  const api = onCallSchedule(folder, { ...wish, service: "api" }, { now: at, weeks: 1 });
  expect(api.rows.filter(({ override }) => override)).toMatchObject([
    { person: "ines", localFrom: "Mon 2026-03-02 20:00 -05:00" },
  ]);
});
