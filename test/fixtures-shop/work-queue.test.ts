import { describe, expect, it } from "vitest";
import { workQueue } from "../../fixtures/shop/work-queue.ts";

/** Work that ends when it is told to. */
function held(): { work: () => Promise<string>; end(): void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { work: () => promise, end: () => resolve("done") };
}

describe("a program's workers", () => {
  it("are as many as there are slots; the others wait in the order in which they came", async () => {
    const queue = workQueue({ slots: 2, serviceMs: 0 }, 10);
    const jobs = [held(), held(), held(), held()];
    const order: number[] = [];
    const all = jobs.map((job, index) => queue.run(async () => (order.push(index), job.work())));
    expect(queue.state()).toMatchObject({ busy: 2, waiting: 2 });
    jobs[1]?.end();
    await all[1];
    await expect.poll(() => order).toEqual([0, 1, 2]);
    for (const job of jobs) job.end();
    expect(await Promise.all(all)).toEqual(["done", "done", "done", "done"]);
    await expect.poll(() => queue.state()).toMatchObject({ busy: 0, waiting: 0 });
  });

  it("turn away who comes when the queue is full, at once, and its limit may change while it serves", async () => {
    const queue = workQueue({ slots: 1, serviceMs: 0 }, 1);
    const job = held();
    const all = [queue.run(job.work), queue.run(job.work)];
    expect(await queue.run(job.work)).toBeUndefined();
    queue.limit = 2;
    all.push(queue.run(job.work));
    expect(queue.state()).toMatchObject({ busy: 1, waiting: 2, turnedAway: 1 });
    job.end();
    expect(await Promise.all(all)).toEqual(["done", "done", "done"]);
  });

  it("are free again after work that fails, and keep a request for its service time", async () => {
    const queue = workQueue({ slots: 1, serviceMs: 30 }, 0);
    const began = performance.now();
    await expect(queue.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await queue.run(async () => "at once")).toBeUndefined();
    await expect.poll(() => queue.state().busy).toBe(0);
    // Timers may fire a millisecond early.
    expect(performance.now() - began).toBeGreaterThanOrEqual(29);
  });
});
