import { describe, expect, it } from "vitest";
import { checkRotations } from "../../../src/org/rotation/check.ts";
import { rotationOf } from "../../../src/org/rotation/from-file.ts";
import { onCallAt } from "../../../src/org/rotation/shifts.ts";
import { rotations } from "../../../src/org/schema/rotation.ts";
import { explain } from "../../../src/scenario/explain.ts";
import { Locator } from "../../../src/scenario/locate.ts";
import { readYaml } from "../../../src/scenario/read-yaml.ts";
import { Source } from "../../../src/scenario/source.ts";
import { instant } from "./rotations.ts";

const named = {
  people: ["ana", "ben", "cleo", "dan"],
  roles: ["imoc", "tloc", "scribe"],
  services: ["api", "www"],
  commander: { role: "imoc", title: "IMOC" },
};

const good = `rotations:
  imoc:
    role: imoc
    timeZone: Europe/Berlin
    people: [ana, ben]
    handover: "Mon 09:00"
    start: 2026-01-01
    overrides:
      - {from: 2026-01-07T00:00, to: 2026-01-08T00:00, who: dan}
  api:
    role: tloc
    service: api
    timeZone: Europe/Berlin
    every: day
    handover: "09:00"
    start: 2026-01-05
    layers:
      - {people: [ben], hours: "08:00-18:00", days: [Mon, Tue, Wed, Thu, Fri]}
      - {people: [cleo, dan], every: 2 weeks, hours: "18:00-08:00", timeZone: UTC}
`;

/** `line:column code message`, for everything that is wrong with the text. */
function wrongWith(text: string): readonly string[] {
  const source = new Source(text, "org.yaml");
  const yaml = readYaml(source);
  const locator = new Locator(source, yaml);
  const raw = (yaml.value as { rotations: unknown }).rotations;
  const refused = explain(rotations, raw, ["rotations"]);
  const mistakes = refused.length > 0 ? refused : checkRotations(rotations.parse(raw), named);
  return mistakes
    .map((mistake) => locator.error(mistake))
    .map(({ code, message, place }) => `${place?.line}:${place?.column} ${code} ${message}`);
}

const instead = (from: string, to: string): string => {
  expect(good).toContain(from);
  return good.replace(from, to);
};

describe("a file's rotations", () => {
  it("are read, with the defaults of the rotation in its layers", () => {
    expect(wrongWith(good)).toEqual([]);
    const file = rotations.parse(
      (readYaml(new Source(good, "org.yaml")).value as { rotations: unknown }).rotations,
    );
    const [imoc, api] = Object.entries(file).map(([id, one]) => rotationOf(id, one));
    expect(imoc?.layers).toEqual([
      {
        people: ["ana", "ben"],
        everyDays: 7,
        handover: "09:00",
        // The first Monday from the start on.
        start: "2026-01-05",
        timeZone: "Europe/Berlin",
      },
    ]);
    expect(api?.service).toBe("api");
    expect(api?.layers).toEqual([
      {
        people: ["ben"],
        everyDays: 1,
        handover: "09:00",
        start: "2026-01-05",
        timeZone: "Europe/Berlin",
        hours: { from: "08:00", to: "18:00" },
        days: [1, 2, 3, 4, 5],
      },
      {
        people: ["cleo", "dan"],
        everyDays: 14,
        handover: "09:00",
        start: "2026-01-05",
        timeZone: "UTC",
        hours: { from: "18:00", to: "08:00" },
      },
    ]);
    if (imoc === undefined) throw new Error("no rotation of the command");
    expect(onCallAt(imoc, instant("2026-01-07T12:00+01:00"))).toEqual(["dan"]);
    expect(onCallAt(imoc, instant("2026-01-08T12:00+01:00"))).toEqual(["ana"]);
  });

  it.each([
    ["role: tloc", "role: tlok", '11:11 GD-S010 unknown role "tlok"'],
    ["service: api", "service: apy", '12:14 GD-S010 unknown service "apy"'],
    ["people: [ana, ben]", "people: [ana, bem]", '5:19 GD-S010 unknown person "bem"'],
    ["people: [ben]", "people: [bean]", '18:19 GD-S010 unknown person "bean"'],
    ["who: dan", "who: don", '9:61 GD-S010 unknown person "don"'],
    [
      "people: [ana, ben]\n",
      "until: 2027-01-01\n",
      '2:3 GD-S005 imoc is missing the field "people"',
    ],
    ["people: [ana, ben]", "people: []", "5:13 GD-S003 people must not be empty"],
    [
      "every: day",
      "every: fortnight",
      '14:12 GD-S003 every must be "day", "week", or such as "2 weeks", not "fortnight"',
    ],
    [
      'handover: "09:00"',
      'handover: "Tue 09:00"',
      "15:15 GD-S003 a handover on Tue needs turns of whole weeks",
    ],
    [
      'handover: "09:00"',
      'handover: "24:00"',
      '15:15 GD-S003 handover must be a time such as "09:00", or "Mon 09:00" for turns of weeks, not "24:00"',
    ],
    ["start: 2026-01-01", "start: 2026-02-30", "7:12 GD-S003 start is no day of the calendar"],
    [
      "start: 2026-01-01",
      "start: 2026-01-01\n    until: 2025-12-01",
      "8:12 GD-S003 it ends before it starts",
    ],
    [
      "timeZone: Europe/Berlin\n    people",
      "timeZone: Europe/Berlyn\n    people",
      '4:15 GD-S003 timeZone must be the name of a time zone such as "Europe/Berlin"',
    ],
    [
      "to: 2026-01-08T00:00",
      "to: 2026-01-07T00:00",
      "9:38 GD-S003 the override ends before it starts",
    ],
    [
      "    role: imoc\n",
      "    role: imoc\n    service: www\n",
      "4:14 GD-S003 the IMOC commands incidents of all services",
    ],
  ])("%s → %s is %s", (from, to, wrong) => {
    expect(wrongWith(instead(from, to))).toEqual([wrong]);
  });

  it("of the same role and service are one too many", () => {
    const third = good.slice(good.indexOf("  api:")).replace("  api:", "  night:");
    expect(wrongWith(`${good}${third}`)).toEqual([
      "20:3 GD-S011 api is already the rotation of tloc of api",
    ]);
  });
});

describe("of the command there is exactly one at any time", () => {
  const sun = (berlin: string, york: string): string => `rotations:
  command:
    role: imoc
    timeZone: UTC
    handover: "00:00"
    start: 2026-01-05
    layers:
      - {people: [ana], hours: "${berlin}", timeZone: Europe/Berlin}
      - {people: [ben], hours: "${york}", timeZone: America/New_York}
`;

  it("a gap in weeks in which two zones are an hour nearer is an error of the file", () => {
    expect(wrongWith(sun("08:00-18:00", "12:00-02:00"))).toEqual([
      "2:3 GD-S031 no one is on call as IMOC for 1 h from Mon 2026-03-09 06:00 +00:00, and 26 more times",
      "2:3 GD-S032 ana and ben are both on call as IMOC for 1 h from Sun 2026-03-08 16:00 +00:00, and 27 more times",
    ]);
  });

  it("one minute is enough", () => {
    expect(
      wrongWith(sun("08:00-18:00", "18:00-08:00").replace("America/New_York", "Europe/Berlin")),
    ).toEqual([]);
    expect(
      wrongWith(sun("08:00-17:59", "18:00-08:00").replace("America/New_York", "Europe/Berlin")),
    ).toEqual([
      "2:3 GD-S031 no one is on call as IMOC for 1 m from Mon 2026-01-05 16:59 +00:00, and 365 more times",
    ]);
  });

  it("two overrides at the same time are two", () => {
    expect(
      wrongWith(
        instead(
          "who: dan}",
          "who: dan}\n      - {from: 2026-01-07T23:00, to: 2026-01-09T00:00, who: cleo}",
        ),
      ),
    ).toEqual([
      "2:3 GD-S032 cleo and dan are both on call as IMOC for 1 h from Wed 2026-01-07 23:00 +01:00",
    ]);
  });

  it("a rotation that ends leaves the year after it without one", () => {
    expect(
      wrongWith(instead("start: 2026-01-01", "start: 2026-01-01\n    until: 2026-06-01")),
    ).toEqual([
      "2:3 GD-S031 no one is on call as IMOC for 366 d 0 h from Mon 2026-06-01 09:00 +02:00",
    ]);
  });

  it("other roles may have gaps", () => {
    expect(wrongWith(instead('hours: "18:00-08:00"', 'hours: "20:00-22:00"'))).toEqual([]);
  });
});
