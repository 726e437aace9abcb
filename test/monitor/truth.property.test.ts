import fc from "fast-check";
import { expect, test } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import type { TruthState } from "../../src/event/truth.ts";
import { conclude } from "../../src/monitor/monitor.ts";
import { isContained } from "../../src/monitor/truth.ts";
import { bins, happens, inOrder, testPlan, type TimedInput } from "../support/event-builder.ts";
import { watched, type Watched } from "../support/watched.ts";

const hold = 10;
const plan = testPlan({
  hold: `${hold}s`,
  alerts: { errors: { when: { sli: "api", below: 90 }, text: "errors" } },
});

/**
 * A second of both services: offered and good. Mostly whole, sometimes noisy, hurt, down, or
 * without requests.
 */
type Second = readonly [web: readonly [number, number], partner: readonly [number, number]];
const service = (offered: number): fc.Arbitrary<readonly [number, number]> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant([offered, offered] as const) },
    { weight: 1, arbitrary: fc.constant([offered, offered - 1] as const) },
    { weight: 2, arbitrary: fc.nat(offered).map((good) => [offered, good] as const) },
    { weight: 1, arbitrary: fc.constant([0, 0] as const) },
  );
const stretch = fc.oneof(
  fc.array(fc.tuple(service(100), service(25)), { minLength: 1, maxLength: 12 }),
  fc.integer({ min: hold, max: 25 }).map((length) =>
    Array.from({ length }, (): Second => [
      [100, 100],
      [25, 25],
    ]),
  ),
  fc.integer({ min: 1, max: 4 }).map((length) =>
    Array.from({ length }, (): Second => [
      [0, 0],
      [0, 0],
    ]),
  ),
  fc.nat(12).map((length) =>
    Array.from({ length }, (): Second => [
      [100, 30],
      [25, 5],
    ]),
  ),
);
const story = fc.record({
  seconds: fc.array(stretch, { minLength: 1, maxLength: 8 }).map((parts): Second[] => parts.flat()),
  faultAt: fc.nat(20_000),
  lasts: fc.option(fc.nat(60_000)),
  healAt: fc.option(fc.integer({ min: 20_000, max: 120_000 })),
});
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

function inputsOf({ seconds, faultAt, lasts, healAt }: Story): TimedInput[] {
  return inOrder(
    seconds.flatMap(([web, partner], s) => [
      ...bins("web", s, s + 1, ...web),
      ...bins("partner", s, s + 1, ...partner),
    ]),
    happens(faultAt, "fault.armed", {
      fault: "load-surge",
      id: "batch",
      target: "",
      with: {},
      undo: { do: "end-flow", flow: "batch" },
    }),
    happens(faultAt, "fault.applied", { id: "batch" }),
    lasts === null
      ? []
      : happens(faultAt + lasts, "fault.undone", {
          id: "batch",
          ok: true,
          evidence: "",
          why: "ended",
        }),
    healAt === null ? [] : happens(healAt, "drill.phase", { phase: "heal" }),
  );
}
const play = (of: Story, extraSeconds = 5): Watched =>
  watched(
    plan,
    inputsOf(of),
    Math.max(of.seconds.length * 1_000, of.faultAt, of.faultAt + (of.lasts ?? 0)) +
      extraSeconds * 1_000,
  );
const steps = (
  said: readonly GamedayEvent[],
): { state: TruthState; at: number; by: string | undefined }[] =>
  said.flatMap((e) =>
    e.type === "truth.changed" ? [{ state: e.data.state, at: e.at, by: e.data.by }] : [],
  );

const objectives = [99.9, 99.5];
const below = (offered: number, good: number, objective: number): boolean =>
  offered > 0 && good * 100 < objective * offered - 1e-6;
const bad = (second: Second): boolean =>
  second.some(([offered, good], i) => below(offered, good, objectives[i] ?? 0));
const total = (seconds: readonly Second[], i: 0 | 1): [number, number] => [
  seconds.reduce((sum, second) => sum + second[i][0], 0),
  seconds.reduce((sum, second) => sum + second[i][1], 0),
];
const holdsFrom = (seconds: readonly Second[], b: number): boolean => {
  const window = seconds.slice(b, b + hold);
  const first = window[0];
  if (
    window.length < hold ||
    first === undefined ||
    bad(first) ||
    first.every(([offered]) => offered === 0)
  )
    return false;
  return ([0, 1] as const).every(
    (i) => total(window, i)[0] > 0 && !below(...total(window, i), objectives[i] ?? 0),
  );
};

const mayFollow: Record<TruthState, readonly TruthState[]> = {
  armed: ["active"],
  active: ["detectable", "contained", "cleared"],
  detectable: ["contained", "cleared"],
  contained: ["recurred", "cleared"],
  recurred: ["contained", "cleared"],
  // Users may come back, and be hurt again, after the fault is gone.
  cleared: ["contained", "recurred"],
};

test("truth goes through legal states only, begins with armed and is cleared once", () => {
  fc.assert(
    fc.property(story, (of) => {
      const states = steps(play(of).said).map(({ state }) => state);
      expect(states[0]).toBe("armed");
      for (const [i, state] of states.slice(1).entries())
        expect(mayFollow[states[i] ?? "armed"]).toContain(state);
      expect(states.filter((state) => state === "cleared").length).toBeLessThanOrEqual(1);
      expect(states.filter((state) => state === "detectable").length).toBeLessThanOrEqual(1);
    }),
  );
});

test("impact starts at the first bad second since the fault, and never once healing began", () => {
  fc.assert(
    fc.property(story, (of) => {
      const from = Math.floor(of.faultAt / 1_000);
      const to =
        of.healAt === null
          ? of.seconds.length
          : Math.min(of.seconds.length, Math.floor(of.healAt / 1_000));
      const expected = of.seconds.findIndex((second, s) => s >= from && s < to && bad(second));
      const impact = play(of).said.find((e) => e.type === "impact.started");
      // A heal that is written before the last bins arrive still counts for them.
      expect(impact?.at ?? -1_000).toBe(expected * 1_000);
    }),
  );
});

test("contained is the first bin of the first whole hold since users were hurt", () => {
  fc.assert(
    fc.property(story, (of) => {
      const { said } = play(of);
      let hurtFrom = said.find((e) => e.type === "impact.started")?.at;
      for (const { state, at } of steps(said)) {
        if (state === "recurred") hurtFrom = at;
        if (state !== "contained") continue;
        const first = of.seconds.findIndex(
          (_, b) => b > (hurtFrom ?? 0) / 1_000 && holdsFrom(of.seconds, b),
        );
        expect(at / 1_000).toBe(first);
      }
      const last = steps(said).findLast(
        ({ state }) => state === "contained" || state === "recurred",
      );
      if (hurtFrom !== undefined && last?.state !== "contained")
        expect(
          of.seconds.some((_, b) => b > (hurtFrom ?? 0) / 1_000 && holdsFrom(of.seconds, b)),
        ).toBe(false);
    }),
  );
});

test("a recurrence begins with a bad second after contained", () => {
  fc.assert(
    fc.property(story, (of) => {
      let containedAt = -1;
      for (const { state, at } of steps(play(of).said)) {
        if (state === "contained") containedAt = at;
        if (state !== "recurred") continue;
        expect(at).toBeGreaterThan(containedAt);
        expect(
          bad(
            of.seconds[at / 1_000] ?? [
              [0, 0],
              [0, 0],
            ],
          ),
        ).toBe(true);
      }
    }),
  );
});

test("whole seconds that follow a calm end neither hurt users nor bring them back twice", () => {
  fc.assert(
    fc.property(story, fc.integer({ min: 1, max: 40 }), (of, more) => {
      const whole = (length: number): Second[] =>
        Array.from({ length }, (): Second => [
          [100, 100],
          [25, 25],
        ]);
      const calm = { ...of, healAt: null, seconds: [...of.seconds, ...whole(5)] };
      const before = play(calm);
      const after = play({ ...calm, seconds: [...calm.seconds, ...whole(more)] });
      const users = (w: Watched): string[] =>
        steps(w.said)
          .filter(({ state }) => state === "contained" || state === "recurred")
          .map(({ state, at }) => `${state} ${at}`);
      expect(users(after).slice(0, users(before).length)).toEqual(users(before));
      expect(
        users(after)
          .slice(users(before).length)
          .filter((step) => step.startsWith("recurred")),
      ).toEqual([]);
      if (isContained(before.state)) expect(isContained(after.state)).toBe(true);
      if (more >= hold && after.state.truth.impactSecond !== undefined)
        expect(isContained(after.state)).toBe(true);
    }),
  );
});

test("without an end of the fault and without a deed, the service is restored by itself", () => {
  fc.assert(
    fc.property(story, (of) => {
      for (const { state, by } of steps(play({ ...of, lasts: null }).said))
        expect(by).toBe(state === "contained" ? "itself" : undefined);
    }),
  );
});

test("a fault that is gone before users are back, and no cure, makes it fault-ended", () => {
  fc.assert(
    fc.property(story, (of) => {
      const lasts = of.lasts ?? 30_000;
      for (const { state, at, by } of steps(play({ ...of, lasts }).said))
        if (state === "contained" && at >= of.faultAt + lasts) expect(by).toBe("fault-ended");
    }),
  );
});

test("concluding twice says the same, and nothing once it is recorded", () => {
  fc.assert(
    fc.property(story, (of) => {
      const { state } = play(of, 30);
      const now = (of.seconds.length + 200) * 1_000;
      expect(conclude(state, now)).toEqual(conclude(state, now));
      expect(
        conclude(state, now).filter(
          (input) => input.type === "truth.changed" || input.type === "impact.started",
        ),
      ).toEqual([]);
    }),
  );
});
