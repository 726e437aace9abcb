import fc from "fast-check";
import { expect, test } from "vitest";
import { mayFollow } from "../../src/incident/transition.ts";
import { decideReview, type ReviewCommand } from "../../src/review/decide.ts";
import { missingToClose, missingToVerify } from "../../src/review/missing.ts";
import { evolve, initialReview, statusOf, type ReviewState } from "../../src/review/state.ts";
import { about, proposals } from "./story.ts";

const word = fc.constantFrom("ana", "ben");
const id = fc.constantFrom("a1", "a2", "a3", "index", "alert", "nothing");
const day = fc.constantFrom("2026-11-24", "2026-12-01");
const moment = fc.constantFrom("2026-11-23T10:00:00.000Z", "2026-12-01T10:00:00.000Z");
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
/** Without what was not given, as a command line leaves it out. */
const given = <T extends object>(record: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  record.map((all) =>
    Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
  ) as fc.Arbitrary<T>;
const details = given(
  fc.record({
    owner: maybe(word),
    due: maybe(day),
    priority: maybe(fc.constantFrom("must", "should", "could")),
  }),
);
/** What leads somewhere, so that the end is often reached. */
const useful = fc.constantFrom(
  { do: "set", set: { owner: "ana", meeting: "2026-11-21T10:00:00.000Z", status: "completed" } },
  { do: "change", id: "a1", details: { owner: "ana", due: "2026-12-01" } },
  { do: "waive", id: "a1", why: "ben" },
  { do: "verify" },
  { do: "close" },
);
const command = fc.oneof(
  { weight: 6, arbitrary: useful },
  fc.record({
    do: fc.constant("set"),
    set: given(
      fc.record({
        owner: maybe(word),
        due: maybe(day),
        meeting: maybe(moment),
        status: maybe(fc.constantFrom("draft", "in-review", "completed")),
      }),
    ),
  }),
  fc.record({ do: fc.constantFrom("verify", "close") }),
  fc.record({ do: fc.constant("add"), text: word, details }),
  fc.record({ do: fc.constant("change"), id, details }),
  fc.record({ do: fc.constant("done"), id }),
  fc.record({ do: fc.constantFrom("waive", "reopen"), id, why: word }),
) as fc.Arbitrary<ReviewCommand>;
const move = fc.record({
  command,
  nowWall: fc.constantFrom("2026-11-22T12:00:00.000Z", "2026-11-25T12:00:00.000Z"),
  reruns: fc.array(
    fc.record({
      corrective: fc.constantFrom("index", "alert", "other"),
      drill: fc.constantFrom("r1", "r2"),
      verdict: fc.constantFrom("pass", "fail", "unknown"),
      reason: word,
    }),
    { maxLength: 1 },
  ),
});

interface Counted {
  verified: number;
  closed: number;
  refused: number;
}

type Move = typeof move extends fc.Arbitrary<infer One> ? One : never;

function step(state: ReviewState, { command, ...context }: Move, counted: Counted): ReviewState {
  const decision = decideReview(state, command, { ...context, proposals });
  if (!decision.ok) {
    expect(decision.why).not.toBe("");
    expect(decision.instead).toMatch(/^gameday /);
    counted.refused += 1;
    return state;
  }
  let now = state;
  for (const event of decision.events) {
    if (event.type === "incident.state") {
      const to = event.data.state;
      expect(mayFollow(now.state, to)).toBe(true);
      if (to === "reviewing") expect(now.owner).not.toBeNull();
      else expect(missingToVerify(now)).toEqual([]);
      if (to === "verified") {
        counted.verified += 1;
        for (const action of now.actions.filter(({ priority }) => priority === "must")) {
          expect([action.owner, action.due]).not.toContain(null);
          if (action.canRerun) expect(["verified", "waived"]).toContain(statusOf(action));
        }
      }
      if (to === "closed") {
        counted.closed += 1;
        expect(missingToClose(now)).toEqual([]);
        expect(now.meeting).not.toBeNull();
      }
    }
    if (event.type === "review.set") expect(now.state).not.toBe("closed");
    now = evolve(now, event) ?? now;
  }
  const ids = now.actions.map((action) => action.id);
  expect(new Set(ids).size).toBe(ids.length);
  return now;
}

test("whatever is typed after a drill: only legal steps, no guard passed, and what is written down gives the same state", () => {
  const counted: Counted = { verified: 0, closed: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(move, { minLength: 1, maxLength: 40, size: "max" }), (moves) => {
      const written: Parameters<typeof evolve>[1][] = [{ type: "log.begun", data: about }];
      let state = initialReview(about);
      for (const one of moves) {
        const decision = decideReview(state, one.command, { ...one, proposals });
        if (decision.ok) written.push(...decision.events);
        state = step(state, one, counted);
      }
      const read = JSON.parse(JSON.stringify(written)) as typeof written;
      expect(read.reduce<ReviewState | undefined>(evolve, undefined)).toEqual(state);
    }),
    { numRuns: 3_000, seed: 14 },
  );
  expect(Math.min(counted.verified, counted.closed, counted.refused)).toBeGreaterThan(200);
});
