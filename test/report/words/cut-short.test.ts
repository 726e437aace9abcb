import { describe, expect, it } from "vitest";
import type { EventInput } from "../../../src/event/event.ts";
import { jobSummary } from "../../../src/report/ci/job-summary.ts";
import { build, testPlan } from "../../support/build-report.ts";
import { cut, gone } from "../cut-story.ts";
import { fastFrogPlan, heldEvents, open, solved, storyEvents } from "../../support/fast-frog.ts";

const text = (events: readonly EventInput[], plan = fastFrogPlan): string =>
  build(events, plan).report["postmortem.md"];

describe("the report of a drill that was ended before users were hurt", () => {
  const report = text(cut(storyEvents(solved), 34));

  it("says when and how it ended, not that users noticed nothing", () => {
    expect(report).toContain(
      `Whether users would have noticed is not known: the drill ended at +0:04 (${gone}), and until then no service had fallen below its objective.`,
    );
    expect(report).toContain(
      `The drill ended at +0:04 (${gone}), before users were affected: there was nothing to mitigate yet.`,
    );
    expect(report).toContain(
      `The drill ended at +0:04 (${gone}), before any service fell below its objective: no impact.`,
    );
    expect(report).toContain("| the drill ended before any user was affected |");
    expect(report).not.toMatch(/noticed nothing|nobody was needed|not at all|no outage/);
  });

  it("calls nothing never that may have come yet", () => {
    expect(report).toContain("| fault gone | not before the end |");
    expect(report).toContain("| users affected | not before the end |");
    expect(report).toContain("| declared | not before the end |");
    expect(report).not.toContain("| never |");
    expect(report).toContain(
      `| Users affected for | **not known** the drill ended at +0:04 (${gone}), before a service fell below its objective |`,
    );
    expect(report).toContain("| Time to restore | **not known** no user was affected yet |");
  });

  it("tells a CI no more than that either", () => {
    const { summary, judgement } = build(cut(storyEvents(solved), 34));
    expect(
      jobSummary({
        plan: fastFrogPlan,
        summary,
        judgement,
        runFolder: "runs/x",
        again: "gameday run hot-mysql",
      }),
    ).toContain("No user affected, until the drill was cut short.");
  });

  it("has no lessons about people who had nothing to do yet", () => {
    expect(report).not.toContain("## What we can learn");
  });

  it("says the same of a drill that a person stopped, in that person's words", () => {
    expect(text(cut(storyEvents(solved), 34, "stopped", "stopped by ann"))).toContain(
      "is not known: the drill ended at +0:04 (stopped by ann), and until",
    );
  });

  it("says of a journal that breaks off where it breaks off", () => {
    expect(text(storyEvents(solved).filter(({ at }) => (at ?? 0) < 34_000))).toContain(
      "is not known: the journal ends abruptly at +0:03, and until then",
    );
  });
});

describe("the report of a drill that was ended while users were affected", () => {
  it("says that it ended before they were back, not that nothing helped", () => {
    const report = text(cut(storyEvents(open), 200));
    expect(report).toContain(`The drill ended at +2:50 (${gone}), before service was restored.`);
    expect(report.split("## Key figures")[0]).not.toContain("No action restored service");
  });
});

describe("the report of a Test", () => {
  it("never says that a system held when its Test was cut short", () => {
    const report = text(cut(heldEvents("index"), 50), testPlan);
    expect(report).toContain(`Whether it does is not known: the drill ended at +0:20 (${gone})`);
    expect(report).not.toContain("It holds");
  });

  it("says what was lost until its end", () => {
    const report = text(cut(heldEvents("index", false), 60), testPlan);
    expect(report).toMatch(
      /Whether it does is not known: .+ Until then [\d,]+ of [\d,]+ requests of .+ were lost/,
    );
    expect(report).not.toContain("It does not hold");
  });
});

describe("the report of a drill that came to its own end", () => {
  it("still says that users noticed nothing when the symptom never came", () => {
    const story = storyEvents({ ...open, hurt: 9_999 }).filter(
      ({ type }) => type !== "impact.started",
    );
    const report = text(story);
    expect(report).toContain("Users noticed nothing: every service stayed within its objective.");
    expect(report).toContain("| users affected | never |");
  });
});
