/**
 * What an hour of sending leaves behind in memory: nothing. The hour passes as fast as its requests
 * can be sent.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { agenda } from "../../src/load/agenda.ts";
import type { Connections } from "../../src/load/connections.ts";
import type { Exchange } from "../../src/load/exchange.ts";
import { runFlow, type Floor } from "../../src/load/flow-runner.ts";
import { lineup } from "../../src/load/lineup.ts";
import type { LoadFlow } from "../../src/load/load.ts";
import { tally } from "../../src/load/tally.ts";
import type { Rider, Wire } from "../../src/load/wire.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
/**
 * Buffers are given back by a thread of its own, which the next collection waits for: so it is
 * asked again until nothing more goes.
 */
function heldBytes(): number {
  let held = Number.POSITIVE_INFINITY;
  for (;;) {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    if (heapUsed + arrayBuffers >= held) return held;
    held = heapUsed + arrayBuffers;
  }
}

const step = {
  method: "GET",
  headers: {},
  body: undefined,
  timeoutMs: 1_000,
  expectStatus: 200,
  underMs: 1_000,
} as const;
const flowOf = (n: number): LoadFlow => ({
  id: `f${n}`,
  perSecond: 5,
  users: 50,
  vars: { id: { from: 1, to: 1e9 } },
  to: [{ host: "127.0.0.1", port: 1 }],
  steps: [
    { ...step, path: "/{user}/{id}", thinkMs: { from: 0, to: 3_000 } },
    { ...step, path: "/then/{id}" },
  ],
  retry: {
    attempts: 2,
    on: ["error"],
    backoffMs: 200,
    factor: 2,
    maxBackoffMs: 1_000,
    jitter: 0.5,
  },
});

/** A server that answers 200 at once, and each seventh request with 503. */
function answering(): Connections {
  let turn = 0;
  const wire = {
    host: "127.0.0.1:1",
    send(_request: string, rider: Rider) {
      turn += 1;
      rider.answered({
        status: turn % 7 === 0 ? 503 : 200,
        head: "HTTP/1.1 200 OK\r\n",
        body: undefined,
        reusable: true,
      });
    },
    stale: () => false,
    destroy: () => undefined,
  } satisfies Wire;
  return {
    ask: (rider) => rider.go(wire),
    replace: (_, rider) => rider.go(wire),
    forget: () => undefined,
    release: () => undefined,
    drop: () => undefined,
    close: () => undefined,
  };
}

test("after an hour of fifty flows that think, fail, try again and change their rates, no more is held than after five minutes", () => {
  let nowMs = 0;
  const later = agenda(() => undefined);
  const inFlight = new Set<Exchange>();
  const connections = answering();
  const floor: Floor = {
    seed: "7f3a",
    maxInFlight: 4_096,
    nowMs: () => nowMs,
    secondOf: (ms) => Math.floor(ms / 1_000),
    halted: () => false,
    agenda: later,
    inFlight,
    routes: () => () => connections,
  };
  const runners = Array.from({ length: 50 }, (_, n) => runFlow(flowOf(n), floor));
  const line = lineup();
  const books = { offered: 0, ended: 0, retries: 0 };
  const held: number[] = [];
  for (let second = 1; second <= 3_600; second += 1) {
    if (second % 60 === 0)
      for (const [n, runner] of runners.entries()) runner.setRate((n + second / 60) % 11, 5_000);
    line.set(runners);
    for (
      let dueMs = Math.min(line.nextMs, later.nextMs);
      dueMs < second * 1_000;
      dueMs = Math.min(line.nextMs, later.nextMs)
    ) {
      nowMs = Math.max(nowMs, dueMs);
      line.pump(nowMs, floor.halted);
      later.takeDue(nowMs)?.();
    }
    nowMs = second * 1_000;
    for (const runner of runners) {
      for (const bin of runner.take(second - 10)) {
        books.offered += bin.offered;
        books.ended += bin.good + bin.error;
        books.retries += bin.retries ?? 0;
      }
    }
    if (second % 300 === 0) held.push(heldBytes());
  }
  expect(books.ended).toBe(books.offered);
  expect(books.offered).toBeGreaterThan(1_000_000);
  expect(books.retries).toBeGreaterThan(50_000);
  expect(inFlight.size).toBe(0);
  // One request or one second of one flow that stayed would be megabytes by now.
  expect(Math.max(...held.slice(1)) - (held[0] ?? 0)).toBeLessThan(512 * 1_024);
});

test("ten minutes in which a server answers nothing leave nothing behind either", () => {
  const books = tally("stalled", 0);
  const before = heldBytes();
  stall(books, () => expect(heldBytes() - before).toBeGreaterThan(600 * 10_000));
  expect(books.take(600)).toHaveLength(600);
  // A few seconds' histograms are kept to be used again.
  expect(heldBytes() - before).toBeLessThan(512 * 1_024);
});

/** In a frame of its own: what a frame still has in its registers counts as held. */
function stall(books: ReturnType<typeof tally>, whileHung: () => void): void {
  const hung = Array.from({ length: 600 }, (_, second) =>
    Array.from({ length: 200 }, () => books.offer(second, 0)),
  );
  whileHung();
  for (const seconds of hung)
    for (const bin of seconds) books.settle(bin, "timeout", undefined, undefined);
}
