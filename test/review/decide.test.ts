import { describe, expect, it } from "vitest";
import type { ReviewCommand } from "../../src/review/decide.ts";
import { missingToVerify } from "../../src/review/missing.ts";
import { initialReview, statusOf } from "../../src/review/state.ts";
import { about, after, passed, refusal } from "./story.ts";

const begin: ReviewCommand = { do: "set", set: { owner: "ana" } };
const planned: ReviewCommand = {
  do: "change",
  id: "index",
  details: { owner: "ben", due: "2026-12-01" },
};
const waived: ReviewCommand = { do: "waive", id: "a1", why: "the service is switched off" };
const held: ReviewCommand = {
  do: "set",
  set: { meeting: "2026-11-24T10:00:00.000Z", status: "completed" },
};

describe("a review", () => {
  it("begins with its owner: due by the rule, a draft, with what the scenario proposes", () => {
    const { state, owner, due, status, actions } = after([begin]);
    expect({ state, owner, due, status }).toEqual({
      state: "reviewing",
      owner: "ana",
      due: "2026-11-24",
      status: "draft",
    });
    expect(actions.map(({ id, corrective, priority }) => [id, corrective, priority])).toEqual([
      ["a1", "index", "must"],
      ["a2", "alert", "should"],
    ]);
  });

  it("does not begin without an owner", () => {
    expect(refusal(after([]), { do: "set", set: { due: "2026-12-01" } })).toBe(
      "a review begins with its owner, and that of 2026-11-21-hot-mysql-7f3a has none | gameday review 2026-11-21-hot-mysql-7f3a --owner NAME",
    );
  });

  it("proposes nothing twice, and keeps what people added before", () => {
    const state = after([{ do: "add", text: "Write it down", details: {} }, begin, begin]);
    expect(state.actions.map(({ id, text }) => `${id} ${text}`)).toEqual([
      "a1 Write it down",
      "a2 Add the missing index",
      "a3 Alert on slow queries",
    ]);
  });

  it.each(["mitigating", "none", "false-alarm", "resolved"] as const)(
    "is possible of a drill that ended while it was %s",
    (leftIn) => {
      expect(initialReview({ ...about, leftIn }).state).toBe("resolved");
    },
  );

  it("is not possible of an incident that was merged, nor of a Test", () => {
    const merged = initialReview({ ...about, leftIn: "merged" });
    expect(merged.state).toBe("merged");
    expect(refusal(merged, begin)).toMatch(/was merged/);
    expect(refusal(initialReview({ ...about, kind: "Test" }), begin)).toMatch(/is a Test/);
  });
});

describe("verified", () => {
  it("needs owner, date and rerun of every must action, and names each that is missing", () => {
    expect(missingToVerify(after([begin])).map(({ what }) => what)).toEqual([
      "a1 has no owner",
      "a1 has no due date",
      "a1 is not verified: its rerun has not run yet",
    ]);
    expect(refusal(after([begin, planned]), { do: "verify" })).toBe(
      "2026-11-21-hot-mysql-7f3a cannot become verified yet: a1 is not verified: its rerun has not run yet | " +
        "gameday run hot-mysql --seed 7f3a --rerun index --of 2026-11-21-hot-mysql-7f3a",
    );
  });

  it("comes of a rerun that passed", () => {
    const state = after([begin, planned, { do: "verify" }], { reruns: [passed] });
    expect(state.state).toBe("verified");
    expect(state.actions.map(statusOf)).toEqual(["verified", "open"]);
  });

  it("does not come of one that failed, even after it was called done", () => {
    const reruns = [{ ...passed, verdict: "fail" } as const];
    const state = after([begin, planned, { do: "done", id: "a1" }], { reruns });
    expect(refusal(state, { do: "verify" }, { reruns })).toMatch(
      /its rerun 2026-11-22-hot-mysql-7f3a came to fail/,
    );
  });

  it("comes of a waiver with its reason", () => {
    const state = after([begin, planned, waived, { do: "verify" }]);
    expect(state.actions[0]).toMatchObject({ said: "waived", why: "the service is switched off" });
  });

  it("is not reached before the review began", () => {
    expect(refusal(after([]), { do: "verify" })).toMatch(/is resolved, and only .* reviewing/);
  });
});

describe("closed", () => {
  const verified = [begin, planned, waived, { do: "verify" }] as const;

  it("needs the review to be held", () => {
    expect(refusal(after(verified), { do: "close" })).toMatch(
      /has no meeting time; the review is not completed \| gameday review .* --meeting/,
    );
    expect(after([...verified, held, { do: "close" }]).state).toBe("closed");
  });

  it("is not reached while a must action was added that nobody owns", () => {
    const state = after([
      ...verified,
      held,
      { do: "add", text: "More", details: { priority: "must" } },
    ]);
    expect(refusal(state, { do: "close" })).toMatch(/a3 has no owner; a3 has no due date/);
  });

  it("ends the review, but not its actions", () => {
    const closed = after([...verified, held, { do: "close" }]);
    expect(refusal(closed, begin)).toMatch(/is closed/);
    expect(refusal(closed, { do: "close" })).toMatch(/is closed already/);
    expect(refusal(closed, { do: "done", id: "a2" })).toMatch(/^allowed/);
  });

  it("cannot be held before its meeting, nor without one", () => {
    const completed = { do: "set", set: { status: "completed" } } as const;
    expect(refusal(after([begin]), completed)).toMatch(/no meeting time/);
    const early = after([begin, { do: "set", set: { meeting: "2026-11-26T10:00:00.000Z" } }]);
    expect(refusal(early, completed)).toBe(
      "its meeting is at 2026-11-26 10:00 UTC, which is still to come | gameday review 2026-11-21-hot-mysql-7f3a --status in-review",
    );
  });
});

describe("an action", () => {
  it("is called by its id or by the name that the scenario gives it", () => {
    expect(after([begin, { do: "done", id: "alert" }]).actions[1]?.said).toBe("done");
    expect(after([begin, { do: "done", id: "A2" }]).actions[1]?.said).toBe("done");
    expect(refusal(after([begin]), { do: "done", id: "a7" })).toBe(
      '2026-11-21-hot-mysql-7f3a has no action "a7"; it has a1, a2 | gameday actions',
    );
  });

  it("is done once, and can be taken up again", () => {
    const done = after([begin, { do: "done", id: "a2", text: "live" }]);
    expect(refusal(done, waived)).toMatch(/^allowed/);
    expect(refusal(done, { do: "done", id: "a2" })).toMatch(/is done already .* reopen a2/);
    expect(
      after([begin, { do: "done", id: "a2" }, { do: "reopen", id: "a2", why: "no" }]).actions[1],
    ).toMatchObject({ said: "open", why: "no" });
    expect(refusal(after([begin]), { do: "reopen", id: "a2", why: "no" })).toMatch(/never called/);
  });

  it("keeps what is not changed", () => {
    const state = after([
      begin,
      planned,
      { do: "change", id: "a1", details: { link: "https://x.example/1" } },
    ]);
    expect(state.actions[0]).toMatchObject({
      owner: "ben",
      due: "2026-12-01",
      link: "https://x.example/1",
      text: "Add the missing index",
    });
  });
});
