import { describe, expect, it } from "vitest";
import { annotationsOf, workflowCommand } from "../../src/report/ci/annotation.ts";
import type { EventInput } from "../../src/event/event.ts";
import { jobSummary } from "../../src/report/ci/job-summary.ts";
import type { Judgement } from "../../src/verdict/judge.ts";
import { build } from "../support/build-report.ts";
import { fastFrogPlan, solved, storyEvents } from "../support/fast-frog.ts";

const judgement: Judgement = {
  verdict: "fail",
  reason: "the system did not hold: web down to 40 %",
  findings: [
    {
      check: "must-hold",
      title: "the system withstood the fault",
      verdict: "fail",
      text: "the system did not hold: web down to 40 %",
    },
    {
      check: "faults-verified",
      title: "every fault took effect at its target",
      verdict: "unknown",
      text: "crash was never verified",
    },
    {
      check: "residue",
      title: "nothing was left behind",
      verdict: "pass",
      text: "nothing is left",
    },
  ],
};

describe("the summary of a job", () => {
  const faultsOf = (events: readonly EventInput[]): string => {
    const { summary, judgement: found } = build(events);
    const page = jobSummary({
      plan: fastFrogPlan,
      summary,
      judgement: found,
      runFolder: "runs/x",
      again: "gameday run hot-mysql",
    });
    return page.slice(page.indexOf("| target"), page.indexOf("| not met"));
  };

  it("does not ask for a fault that was never applied to be taken back", () => {
    const page = faultsOf(storyEvents(solved).filter(({ type }) => !type.startsWith("fault.")));
    expect(page).toMatch(/\| never applied \| nothing to undo \|/);
    expect(page).not.toMatch(/\| no \|/);
  });

  it("says of one that was applied and never taken back that it was not", () => {
    expect(faultsOf(storyEvents(solved).filter(({ type }) => type !== "fault.undone"))).toMatch(
      /\| no \|/,
    );
  });
});

describe("an annotation", () => {
  it("stands at the line that asked, once for each finding that is no pass", () => {
    const text = "kind: Test\nfaults:\n  crash: {}\nslis:\n  web: {}\nmustHold: { for: 45s }\n";
    expect(
      annotationsOf(judgement, { file: "gameday/first.yaml", text }).map(
        ({ file, line, title }) => [file, line, title],
      ),
    ).toEqual([
      ["gameday/first.yaml", 6, "Gameday, not met: the system withstood the fault"],
      ["gameday/first.yaml", 2, "Gameday, unknown: every fault took effect at its target"],
    ]);
    expect(
      annotationsOf(judgement, { file: "x", text: "kind: Test\n" }).map(({ line }) => line),
    ).toEqual([1, 1]);
  });

  it("cannot be ended, or begun, by what it tells", () => {
    expect(
      workflowCommand({
        level: "error",
        title: "a: b, c",
        message: "100 %\n::set-output name=x::y\r\n",
        file: "a,b:c.yaml",
        line: 3,
      }),
    ).toBe(
      "::error file=a%2Cb%3Ac.yaml,line=3,title=a%3A b%2C c::100 %25%0A::set-output name=x::y%0A",
    );
    expect(
      workflowCommand({
        level: "error",
        title: "\u001b]8;;x\u0007a",
        message: "paged (@octocat)\u001b[31m",
      }),
    ).toBe("::error title=a::paged (@\u200boctocat)");
  });
});
