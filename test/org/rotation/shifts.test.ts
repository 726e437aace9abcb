import { describe, expect, it } from "vitest";
import { coverage, gaps, nextChange, overlaps } from "../../../src/org/rotation/coverage.ts";
import { isTimeZone, localText } from "../../../src/org/rotation/local-time.ts";
import { backupAt, everyone, onCallAt, shiftsBetween } from "../../../src/org/rotation/shifts.ts";
import type { Rotation } from "../../../src/org/rotation/rotation.ts";
import { instant, layer, rotation, utc } from "./rotations.ts";

/** Shifts as lines: `from to person`, in UTC. */
function lines(of: Rotation, from: string, to: string): readonly string[] {
  return shiftsBetween(of, instant(from), instant(to)).map(
    (shift) => `${utc(shift.from)} ${utc(shift.to)} ${shift.person}`,
  );
}

describe("turns", () => {
  it("change at the handover and not a moment before", () => {
    const weekly = rotation();
    expect(onCallAt(weekly, instant("2026-01-12T08:59:59.999+01:00"))).toEqual(["ana"]);
    expect(onCallAt(weekly, instant("2026-01-12T09:00:00+01:00"))).toEqual(["ben"]);
    expect(onCallAt(weekly, instant("2026-01-26T09:00:00+01:00"))).toEqual(["ana"]);
  });

  it("begin with the first handover; before it nobody is on call", () => {
    expect(onCallAt(rotation(), instant("2026-01-05T08:59+01:00"))).toEqual([]);
    expect(backupAt(rotation(), instant("2026-01-05T08:59+01:00"))).toBeUndefined();
    expect(onCallAt(rotation(), instant("2026-01-05T09:00+01:00"))).toEqual(["ana"]);
  });

  it("end with the last one", () => {
    const ended = rotation([layer({ until: "2026-01-14" })]);
    expect(lines(ended, "2026-01-11T00:00Z", "2026-02-01T00:00Z")).toEqual([
      "2026-01-11T00:00 2026-01-12T08:00 ana",
      "2026-01-12T08:00 2026-01-14T08:00 ben",
    ]);
  });

  it("do not care about a leap day", () => {
    const daily = rotation([layer({ everyDays: 1, start: "2028-02-27", timeZone: "UTC" })]);
    expect(lines(daily, "2028-02-28T09:00Z", "2028-03-02T09:00Z")).toEqual([
      "2028-02-28T09:00 2028-02-29T09:00 ben",
      "2028-02-29T09:00 2028-03-01T09:00 cleo",
      "2028-03-01T09:00 2028-03-02T09:00 ana",
    ]);
  });

  it("of twelve weeks are twelve weeks", () => {
    const long = rotation([layer({ everyDays: 84 })]);
    expect(nextChange(long, instant("2026-01-06T00:00Z"))).toEqual({
      at: instant("2026-03-30T09:00+02:00"),
      people: ["ben"],
    });
  });
});

describe("clocks that change", () => {
  it("move no handover on the wall: the week of spring has an hour less", () => {
    expect(lines(rotation(), "2026-03-20T00:00Z", "2026-04-01T00:00Z")).toEqual([
      "2026-03-20T00:00 2026-03-23T08:00 ben",
      "2026-03-23T08:00 2026-03-30T07:00 cleo",
      "2026-03-30T07:00 2026-04-01T00:00 ana",
    ]);
  });

  it.each([
    // The clocks jump from 02:00 to 03:00.
    ["Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T01:00"],
    ["Europe/Berlin", "02:00", "2026-03-29", "2026-03-29T01:00"],
    ["Europe/Berlin", "03:00", "2026-03-29", "2026-03-29T01:00"],
    ["America/New_York", "02:59", "2026-03-08", "2026-03-08T07:00"],
    // By half an hour only: 02:00 to 02:30.
    ["Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:30"],
    // At midnight, so that the day begins at one.
    ["Africa/Cairo", "00:00", "2026-04-24", "2026-04-23T22:00"],
    // A whole day was left out.
    ["Pacific/Apia", "09:00", "2011-12-30", "2011-12-30T10:00"],
  ])("in %s, %s on %s does not exist: it is the jump itself", (timeZone, handover, date, jump) => {
    const daily = rotation([
      layer({ everyDays: 1, handover, timeZone, start: date, people: ["ana", "ben"] }),
    ]);
    const at = instant(`${jump}Z`);
    expect(onCallAt(daily, at - 1)).toEqual([]);
    expect(onCallAt(daily, at)).toEqual(["ana"]);
  });

  it.each([
    ["Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30"],
    ["America/New_York", "01:00", "2026-11-01", "2026-11-01T05:00"],
    ["Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-04T14:45"],
  ])("in %s, %s on %s exists twice: it is the first", (timeZone, handover, start, first) => {
    const daily = rotation([layer({ everyDays: 1, handover, timeZone, start })]);
    const at = instant(`${first}Z`);
    expect(onCallAt(daily, at - 1)).toEqual([]);
    expect(onCallAt(daily, at)).toEqual(["ana"]);
    expect(onCallAt(daily, at + 3_600_000)).toEqual(["ana"]);
  });

  it("leave neither a gap nor an overlap where layers meet at a time that is skipped", () => {
    const meet = (from: string, to: string) =>
      layer({ everyDays: 1, handover: "00:00", people: ["ana"], hours: { from, to } });
    const three = rotation([
      { ...meet("03:15", "02:15"), people: ["ana"] },
      { ...meet("02:15", "02:45"), people: ["ben"] },
      { ...meet("02:45", "03:15"), people: ["cleo"] },
    ]);
    const span = [instant("2026-03-28T12:00Z"), instant("2026-03-30T12:00Z")] as const;
    expect(gaps(three, ...span)).toEqual([]);
    expect(overlaps(three, ...span)).toEqual([]);
  });
});

describe("layers", () => {
  const sun = (timeZone: string, person: string, from: string, to: string) =>
    layer({ timeZone, people: [person], hours: { from, to }, handover: "00:00" });

  it("by hours follow the sun, and leave gaps in the weeks in which zones change apart", () => {
    const followed = rotation([
      sun("Europe/Berlin", "ana", "08:00", "18:00"),
      sun("America/New_York", "ben", "12:00", "02:00"),
    ]);
    const winter = [instant("2026-02-01T00:00Z"), instant("2026-02-03T00:00Z")] as const;
    expect(gaps(followed, ...winter)).toEqual([]);
    expect(overlaps(followed, ...winter)).toEqual([]);
    // New York is an hour nearer to Berlin until Europe changes too.
    const between = [instant("2026-03-10T00:00Z"), instant("2026-03-11T00:00Z")] as const;
    expect(gaps(followed, ...between).map((gap) => `${utc(gap.from)} ${utc(gap.to)}`)).toEqual([
      "2026-03-10T06:00 2026-03-10T07:00",
    ]);
    expect(overlaps(followed, ...between)).toEqual([
      {
        from: instant("2026-03-10T16:00Z"),
        to: instant("2026-03-10T17:00Z"),
        people: ["ana", "ben"],
      },
    ]);
  });

  it("by days: hours of the last day reach past its midnight", () => {
    const nights = rotation([
      layer({ days: [5], hours: { from: "22:00", to: "06:00" }, timeZone: "UTC" }),
    ]);
    expect(lines(nights, "2026-01-08T00:00Z", "2026-01-16T00:00Z")).toEqual([
      "2026-01-09T22:00 2026-01-10T06:00 ana",
    ]);
  });

  it("by days without hours: adjoining days are one shift", () => {
    const week = rotation([layer({ days: [1, 2, 3, 4, 5], timeZone: "UTC" })]);
    expect(lines(week, "2026-01-05T00:00Z", "2026-01-13T00:00Z")).toEqual([
      "2026-01-05T09:00 2026-01-10T00:00 ana",
      "2026-01-12T00:00 2026-01-12T09:00 ana",
      "2026-01-12T09:00 2026-01-13T00:00 ben",
    ]);
  });

  it("with the same person at the same time are no overlap", () => {
    const twice = rotation([layer({ people: ["ana"] }), layer({ people: ["ana"] })]);
    const span = [instant("2026-02-01T00:00Z"), instant("2026-03-01T00:00Z")] as const;
    expect(coverage(twice, ...span)).toEqual([{ from: span[0], to: span[1], people: ["ana"] }]);
  });
});

describe("overrides", () => {
  it("across a handover replace the end of one turn and the beginning of the next", () => {
    const swapped = rotation([layer()], {
      overrides: [{ from: "2026-01-11T18:00", to: "2026-01-13T09:00", who: "dan" }],
    });
    expect(lines(swapped, "2026-01-10T00:00Z", "2026-01-14T00:00Z")).toEqual([
      "2026-01-10T00:00 2026-01-11T17:00 ana",
      "2026-01-11T17:00 2026-01-13T08:00 dan",
      "2026-01-13T08:00 2026-01-14T00:00 ben",
    ]);
  });

  it("fill a gap, and two at the same time overlap", () => {
    const filled = rotation([layer({ days: [1] })], {
      overrides: [
        { from: "2026-01-07T00:00", to: "2026-01-07T12:00", who: "dan" },
        { from: "2026-01-07T10:00", to: "2026-01-07T14:00", who: "eve" },
      ],
    });
    const span = [instant("2026-01-07T00:00+01:00"), instant("2026-01-07T14:00+01:00")] as const;
    expect(gaps(filled, ...span)).toEqual([]);
    expect(overlaps(filled, ...span).map(({ people }) => people)).toEqual([["dan", "eve"]]);
  });

  it("replace the backup too, who is the next in turn and never the one replaced", () => {
    const at = instant("2026-01-06T00:00Z");
    expect(backupAt(rotation(), at)).toBe("ben");
    const by = (who: string) =>
      rotation([layer()], {
        overrides: [{ from: "2026-01-05T09:00", to: "2026-01-09T09:00", who }],
      });
    expect(backupAt(by("ben"), at)).toBe("cleo");
    expect(backupAt(by("dan"), at)).toBe("ben");
    expect(backupAt(rotation([layer({ people: ["ana"] })]), at)).toBeUndefined();
  });
});

describe("the next change", () => {
  it("is an override's beginning when that comes first", () => {
    const swapped = rotation([layer()], {
      overrides: [{ from: "2026-01-08T00:00", to: "2026-01-09T00:00", who: "dan" }],
    });
    expect(nextChange(swapped, instant("2026-01-06T00:00Z"))).toEqual({
      at: instant("2026-01-08T00:00+01:00"),
      people: ["dan"],
    });
  });

  it("never comes in a rotation of one", () => {
    const alone = rotation([layer({ people: ["ana"] })]);
    expect(nextChange(alone, instant("2026-01-06T00:00Z"))).toBeUndefined();
  });
});

it("shows local times with their offset", () => {
  expect(localText(instant("2026-03-30T07:00Z"), "Europe/Berlin")).toBe(
    "Mon 2026-03-30 09:00 +02:00",
  );
});

it("knows time zones by their names, and everybody who takes turns", () => {
  expect(["Europe/Berlin", "UTC", "Mars/Olympus", ""].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(everyone(rotation([layer(), layer({ people: ["dan", "ana"] })]))).toEqual([
    "ana",
    "ben",
    "cleo",
    "dan",
  ]);
});
