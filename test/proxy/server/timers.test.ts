import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { TimerHeap, type Waiting } from "../../../src/proxy/server/timer-heap.ts";
import { processTimers, type ProcessTimers } from "../../../src/proxy/server/timers.ts";

function timers(): ProcessTimers {
  const made = processTimers((error) => {
    throw error;
  });
  onTestFinished(() => made.stop());
  return made;
}

describe("the timers of the data plane", () => {
  test("any mix of additions and removals keeps the order of time, then of coming", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.record({ dueMs: fc.integer({ min: 0, max: 20 }) }),
            fc.record({ remove: fc.nat(40) }),
          ),
          { maxLength: 200 },
        ),
        (steps) => {
          const heap = new TimerHeap<Waiting>();
          let model: Waiting[] = [];
          steps.forEach((step, order) => {
            if ("dueMs" in step) {
              const entry = { dueMs: step.dueMs, order, place: -1 };
              model.push(entry);
              heap.add(entry);
            } else {
              const gone = model[step.remove];
              if (gone !== undefined) heap.remove(gone);
              if (gone !== undefined) heap.remove(gone);
              model = model.filter((entry) => entry !== gone);
            }
            expect(heap.size).toBe(model.length);
          });
          const drawn: Waiting[] = [];
          for (let first = heap.first; first !== undefined; first = heap.first) {
            drawn.push(first);
            heap.remove(first);
          }
          expect(drawn).toEqual(model.toSorted((a, b) => a.dueMs - b.dueMs || a.order - b.order));
        },
      ),
    );
  });

  test("a cancelled timer leaves nothing behind, wherever it waited", () => {
    const made = timers();
    made.at(made.now() + 50_000, () => {});
    for (let n = 0; n < 100_000; n += 1) made.at(made.now() + 60_000 + (n % 7), () => {}).cancel();
    expect(made.pending()).toBe(1);
  });

  test("none is early, and each comes in the order of its time", async () => {
    const made = timers();
    const seen: { dueMs: number; atMs: number }[] = [];
    const start = made.now();
    await Promise.all(
      Array.from(
        { length: 300 },
        (_, n) =>
          new Promise<void>((resolve) => {
            const dueMs = start + ((n * 37) % 300) + n / 1_000;
            made.at(dueMs, () => {
              seen.push({ dueMs, atMs: made.now() });
              resolve();
            });
          }),
      ),
    );
    expect(Math.min(...seen.map(({ dueMs, atMs }) => atMs - dueMs))).toBeGreaterThanOrEqual(0);
    expect(seen).toEqual(seen.toSorted((a, b) => a.dueMs - b.dueMs));
  });

  test("much that is due at once is spread over turns of the event loop", async () => {
    const made = timers();
    let turns = 0;
    let left = 100;
    const spin = (): void => void ((turns += 1), left > 0 && setImmediate(spin));
    setImmediate(spin);
    await new Promise<void>((resolve) => {
      for (let n = 0; n < 100; n += 1) {
        made.at(0, () => {
          for (const until = performance.now() + 0.5; performance.now() < until;);
          left -= 1;
          if (left === 0) resolve();
        });
      }
    });
    // 50 ms of work, half a millisecond a turn and one piece of work beyond it.
    expect(turns).toBeGreaterThanOrEqual(15);
  });

  test("once stopped, nothing that waited comes and nothing new is taken", async () => {
    const made = timers();
    const came: string[] = [];
    made.at(made.now() + 5, () => came.push("waited"));
    made.stop();
    made.at(made.now(), () => came.push("new"));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([came, made.pending()]).toEqual([[], 0]);
  });
});
