import { describe, expect, it } from "vitest";
import { addCommand, changeCommand, reviewCommand } from "../../../src/app/review/wish.ts";

describe("what is typed of a review", () => {
  it("is nothing to set where no flag is given", () => {
    expect(reviewCommand({})).toBeUndefined();
  });

  it("is read with its time zone", () => {
    for (const meeting of ["2026-12-04T10:00Z", "2026-12-04 11:00 +01:00", "2026-12-04 10:00 UTC"])
      expect(reviewCommand({ meeting })).toEqual({
        do: "set",
        set: { meeting: "2026-12-04T10:00:00.000Z" },
      });
  });

  it.each([
    [{ owner: "  " }, /--owner is empty/],
    [{ owner: "x".repeat(1_001) }, /1001 characters/],
    [{ due: "2026-02-30" }, /--due is a day/],
    [{ due: "tomorrow" }, /--due is a day/],
    [{ meeting: "2026-12-04" }, /--meeting is a day and a time/],
    [{ meeting: "2026-12-04 25:00" }, /--meeting is a day and a time/],
  ])("is refused where it is wrong: %j", (wish, why) => {
    expect(() => reviewCommand(wish)).toThrow(why);
  });
});

describe("what is typed of an action", () => {
  it("is one plain line", () => {
    expect(addCommand("\u001b[31mAlert\non slow\tqueries ", {})).toMatchObject({
      text: "Alert on slow\tqueries",
    });
  });

  it.each(["tracker", "javascript:alert(1)", "file:///etc/passwd", "https://u:p@x.example/1"])(
    "has no link such as %s",
    (link) => {
      expect(() => changeCommand("a1", { link })).toThrow(/--link/);
    },
  );

  it("changes something", () => {
    expect(() => changeCommand("a1", {})).toThrow(/nothing is given/);
    expect(changeCommand("a1", { link: "https://x.example/1" })).toEqual({
      do: "change",
      id: "a1",
      details: { link: "https://x.example/1" },
    });
  });
});
