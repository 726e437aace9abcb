import { describe, expect, it } from "vitest";
import { plural } from "../../src/kernel/plural.ts";
import { summarise } from "../../src/metrics/summary.ts";
import { clip } from "../../src/terminal/fit.ts";
import { lineOf, settingOf } from "../../src/terminal/line.ts";
import { endLines } from "../../src/terminal/show-run.ts";
import { styleFor } from "../../src/terminal/style.ts";
import { judge } from "../../src/verdict/judge.ts";
import { stamp } from "../support/event-builder.ts";
import { fastFrogPlan, solved, storyEvents } from "../support/fast-frog.ts";

const style = styleFor({}, { LANG: "C.UTF-8" });
const summary = summarise(fastFrogPlan, stamp(storyEvents(solved), false));
const end = (width?: number): readonly string[] =>
  endLines(
    { drill: "d", runFolder: "/r", summary, judgement: judge(fastFrogPlan, summary), files: [] },
    fastFrogPlan,
    style,
    { width },
  );

describe("the end of a drill", () => {
  it("tells the chain of times in one line where there is room", () => {
    expect(end().find((line) => line.includes("fault →"))).toMatch(
      /^ {3}fault → users affected .+ · → alert .+ · → service restored /,
    );
  });

  it.each([40, 60, 80, 100])("breaks it at %i columns, with no arrow at a line's end", (width) => {
    const chain = end(width).filter((line) => line.includes("→"));
    expect(chain.length).toBeGreaterThan(1);
    expect(Math.max(...chain.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(chain.filter((line) => /[→·]\s*$/.test(line))).toEqual([]);
    expect(chain.join(" ").match(/→/g)).toHaveLength(end().join(" ").match(/→/g)?.length ?? 0);
  });

  it("begins at the fault also where no user was hurt", () => {
    const unhurt = { ...summary, durations: { ...summary.durations, faultToImpact: null } };
    expect(
      endLines(
        {
          drill: "d",
          runFolder: "/r",
          summary: unhurt,
          judgement: judge(fastFrogPlan, summary),
          files: [],
        },
        fastFrogPlan,
        style,
      ).find((line) => line.includes("→")),
    ).toMatch(/^ {3}fault → alert /);
  });
});

describe("a line of the log", () => {
  it("has single spaces, whoever said it and to whomever", () => {
    const texts = [...stamp(storyEvents(solved), false)].flatMap(
      (event) => lineOf(event, settingOf(fastFrogPlan))?.text ?? [],
    );
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.filter((text) => / {2}/.test(text))).toEqual([]);
  });

  it("that is cut leaves no arrow that points at nothing", () => {
    expect(clip("api: it fails → tloc", 16, style)).toBe("api: it fails…");
    expect(clip("api: it fails → tloc", 20, style)).toBe("api: it fails → tloc");
  });
});

it("one is one", () => {
  expect([0, 1, 2].map((value) => `${value} ${plural(value, "request")}`)).toEqual([
    "0 requests",
    "1 request",
    "2 requests",
  ]);
});
