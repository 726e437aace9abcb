import fc from "fast-check";
import { expect, it } from "vitest";
import {
  exAt,
  paused,
  resumed,
  startTime,
  type ExerciseTime,
} from "../../src/kernel/exercise-time.ts";
import {
  changed,
  dueAt,
  dueBy,
  emptyTimetable,
  type Change,
  type Timetable,
} from "../../src/kernel/timetable.ts";

/** A drill's clock and schedule, as its engine runs them: what is due happens on the next tick. */
interface Run {
  readonly time: ExerciseTime;
  readonly table: Timetable;
  readonly mono: number;
  readonly done: readonly { readonly id: string; readonly ex: number }[];
  readonly journal: readonly Change[];
}

type Step =
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "pause" }
  | { readonly do: "resume" }
  | { readonly do: "fault" }
  | { readonly do: "hold"; readonly id: string }
  | { readonly do: "release"; readonly id: string }
  | { readonly do: "skip"; readonly id: string }
  | { readonly do: "forward"; readonly id: string }
  | { readonly do: "delay"; readonly id: string; readonly byMs: number };

const planned = [
  { id: "first", after: "start", inMs: 50 },
  { id: "blow", after: "fault", inMs: 20 },
  { id: "echo", after: "first", inMs: 30 },
] as const;
const ids = planned.map(({ id }) => id);

const begun: Run = tick(
  [
    ...planned.map((entry) => ({ do: "plan", ...entry }) as const),
    { do: "mark", mark: "start", ex: 0 } as const,
  ].reduce(write, {
    time: startTime(1_000),
    table: emptyTimetable,
    mono: 1_000,
    done: [],
    journal: [],
  }),
);

function write(run: Run, change: Change): Run {
  return { ...run, table: changed(run.table, change), journal: [...run.journal, change] };
}

function now({ time, mono }: Run): number {
  return exAt(time, mono);
}

function doneNow(run: Run, id: string): Run {
  const ex = now(run);
  const next = write(run, { do: "done", id, ex });
  return next.table === run.table ? run : { ...next, done: [...run.done, { id, ex }] };
}

/** Like the engine: while paused nothing happens. */
function tick(run: Run): Run {
  if (run.time.pausedAt !== undefined) return run;
  const [id] = dueBy(run.table, now(run));
  if (id === undefined) return run;
  return tick(doneNow(run, id));
}

function step(run: Run, one: Step): Run {
  switch (one.do) {
    case "wait":
      return Array.from({ length: one.ms }).reduce<Run>(
        (each) => tick({ ...each, mono: each.mono + 1 }),
        run,
      );
    case "pause":
      return { ...run, time: paused(run.time, run.mono) };
    case "resume":
      return tick({ ...run, time: resumed(run.time, run.mono) });
    case "fault":
      return tick(write(run, { do: "mark", mark: "fault", ex: now(run) }));
    // It is done by hand, also while the drill is paused.
    case "forward":
      return tick(doneNow(run, one.id));
    default:
      return tick(write(run, one));
  }
}

const anId = fc.constantFrom(...ids);
const aStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ do: fc.constantFrom("pause" as const, "resume" as const, "fault" as const) }),
  fc.record({
    do: fc.constantFrom("hold" as const, "release" as const, "skip" as const),
    id: anId,
  }),
  fc.record({
    do: fc.constant("forward" as const),
    id: anId,
  }),
  fc.record({ do: fc.constant("delay" as const), id: anId, byMs: fc.integer({ min: 1, max: 40 }) }),
);

/** Every operation once on each entry that it can be about. */
const operations: readonly Step[] = [
  { do: "wait", ms: 25 },
  { do: "pause" },
  { do: "resume" },
  { do: "fault" },
  ...ids.flatMap((id): readonly Step[] => [
    { do: "hold", id },
    { do: "release", id },
    { do: "skip", id },
    { do: "forward", id },
    { do: "delay", id, byMs: 15 },
  ]),
];
const pairs = operations.flatMap((one) => operations.map((other) => [one, other] as const));

/** What was asked of an entry before it happened, in order. */
function askedOf(steps: readonly Step[], id: string): readonly Step[] {
  return steps.filter((one) => "id" in one && one.id === id);
}

function holds(steps: readonly Step[]): void {
  const run = steps.reduce(step, begun);
  // Everything happens once.
  expect(new Set(run.done.map(({ id }) => id)).size).toBe(run.done.length);
  // Time never goes back.
  for (const [at, { ex }] of run.done.entries())
    expect(ex).toBeGreaterThanOrEqual(run.done[at - 1]?.ex ?? 0);
  // One who joins late and reads the journal has the same timetable.
  expect(run.journal.reduce(changed, emptyTimetable)).toEqual(run.table);
  for (const { id } of run.done) {
    const ways = askedOf(steps, id).map((one) => one.do);
    const entry = run.table.entries[id];
    // Without being brought forward nothing happens before its time.
    if (!ways.includes("forward"))
      expect(entry?.doneEx).toBeGreaterThanOrEqual(
        (run.table.marks[entry?.after ?? ""] ?? Number.NaN) + (entry?.inMs ?? Number.NaN),
      );
  }
  // What has not happened is not due, unless the drill is paused.
  if (run.time.pausedAt === undefined) expect(dueBy(run.table, now(run))).toEqual([]);
  for (const { id } of planned) {
    const entry = run.table.entries[id];
    if (entry?.state === "held" || entry?.state === "skipped" || entry?.doneEx !== undefined)
      expect(dueAt(run.table, id)).toBeUndefined();
  }
}

it("keeps every promise for each pair of operations, at each moment before and after", () => {
  for (const [one, other] of pairs)
    for (const before of [0, 10, 60])
      for (const between of [0, 12, 45])
        holds([
          { do: "wait", ms: before },
          one,
          { do: "wait", ms: between },
          other,
          { do: "wait", ms: 90 },
        ]);
  expect(pairs.length).toBe(361);
});

it("keeps every promise for any sequence of operations", () => {
  fc.assert(fc.property(fc.array(aStep, { maxLength: 25 }), holds), { numRuns: 1_500 });
});

it("gives a drill with a pause the same schedule as one without", () => {
  fc.assert(
    fc.property(
      fc.array(aStep, { maxLength: 15 }),
      fc.nat({ max: 15 }),
      fc.integer({ min: 1, max: 50 }),
      (steps, at, ms) => {
        const without = steps.filter(({ do: way }) => way !== "pause" && way !== "resume");
        const pause: readonly Step[] = [{ do: "pause" }, { do: "wait", ms }, { do: "resume" }];
        expect(
          [...without.slice(0, at), ...pause, ...without.slice(at)].reduce(step, begun).done,
        ).toEqual(without.reduce(step, begun).done);
      },
    ),
  );
});

it("counts from another entry only when that has happened, and skips what follows a skipped one", () => {
  const run = step(begun, { do: "skip", id: "first" });
  expect(step(run, { do: "wait", ms: 200 }).done).toEqual([]);
  const forward = step(step(run, { do: "wait", ms: 200 }), { do: "forward", id: "first" });
  expect(step(forward, { do: "wait", ms: 200 }).done).toEqual([
    { id: "first", ex: 200 },
    { id: "echo", ex: 230 },
  ]);
});

it("makes what was held due at its release when its time has passed, else at its time", () => {
  const held = step(begun, { do: "hold", id: "first" });
  const late = step(step(held, { do: "wait", ms: 80 }), { do: "release", id: "first" });
  const early = step(step(held, { do: "wait", ms: 10 }), { do: "release", id: "first" });
  expect(late.done).toEqual([{ id: "first", ex: 80 }]);
  expect(early.done).toEqual([]);
  expect(step(early, { do: "wait", ms: 40 }).done).toEqual([{ id: "first", ex: 50 }]);
});
