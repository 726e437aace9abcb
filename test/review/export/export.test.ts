import { describe, expect, it } from "vitest";
import { csv } from "../../../src/review/export/csv.ts";
import { exported } from "../../../src/review/export/export.ts";
import { listed, type ListedAction } from "../../../src/review/listed.ts";
import { about, after } from "../story.ts";

/** Reads RFC 4180, apart from the writer. */
function cells(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const [, quoted, end] of text.matchAll(/"((?:[^"]|"")*)"(,|\n)/g)) {
    rows.at(-1)?.push((quoted ?? "").replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

const actions = (details: Partial<ListedAction> = {}): readonly ListedAction[] =>
  listed(
    [
      after([
        { do: "set", set: { owner: "ana" } },
        { do: "change", id: "a1", details: { owner: "@ben", due: "2026-12-01" } },
      ]),
    ],
    "2026-12-02",
  ).map((action) => ({ ...action, ...details }));

describe("csv", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "-"])(
    "runs nothing in a spreadsheet: %j",
    (text) => {
      expect(cells(csv([["x", text]]))[0]?.[1]).toMatch(/^'/);
    },
  );

  it("leaves every other text as it is", () => {
    const row = [
      'say "no", twice',
      "two\nlines",
      "2026-12-01",
      "a=b",
      "",
      "it's",
      "https://x/?a=-1",
    ];
    expect(cells(csv([row, row]))).toEqual([row, row]);
  });
});

describe("exported actions", () => {
  it("as a table have a row each, the earliest due first", () => {
    const [head, first, second] = cells(exported("csv", actions()));
    expect(head).toHaveLength(13);
    expect(first?.slice(0, 8)).toEqual([
      "a1",
      "Add the missing index",
      "prevent",
      "must",
      "'@ben",
      "2026-12-01",
      "open",
      "not rerun yet",
    ]);
    expect(second?.[0]).toBe("a2");
  });

  it("for GitHub are a line of JSON each, with the fields of an issue; only @login is assigned", () => {
    const issues = exported("github", actions({ text: "ping @everyone" }))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(issues.map(({ assignees, labels }) => [assignees, labels])).toEqual([
      [["ben"], ["gameday", "prevent", "must"]],
      [undefined, ["gameday", "detect", "should"]],
    ]);
    expect(issues[0]?.["title"]).toBe("ping @everyone");
    expect(issues[0]?.["body"]).not.toMatch(/@everyone|@ben/);
    expect(issues[0]?.["body"]).toContain(about.drill);
  });

  it("for Jira have the heads that its importer knows, and labels without spaces", () => {
    const [head, first] = cells(exported("jira", actions()));
    expect(head).toEqual([
      "Summary",
      "Description",
      "Issue Type",
      "Priority",
      "Assignee",
      "Due date",
      "Labels",
      "Labels",
      "Labels",
    ]);
    expect(first?.slice(2)).toEqual([
      "Task",
      "High",
      "'@ben",
      "2026-12-01",
      "gameday",
      "prevent",
      "must",
    ]);
    expect(first?.[1]).toContain("\n");
  });
});
