import { request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import {
  expectNothingLeft,
  frozenShop,
  gameday,
  homeFor,
  journalOf,
  resultOf,
  start,
} from "./gameday.ts";

const home = homeFor("each");

const monoMs = (): number => Number(process.hrtime.bigint()) / 1e6;

interface Asked {
  /** When it was due, kernel milliseconds: the same clock as the journal's `mono`. */
  readonly dueMs: number;
  readonly good: boolean;
}

/**
 * A user of our own who asks every 20 ms whatever the answers do, waits a second for each as the
 * scenario's do, and keeps the books.
 */
function prober(host: string, port: number): { stop(): Promise<readonly Asked[]> } {
  const asked: Promise<Asked>[] = [];
  let over = false;
  const ask = (dueMs: number): Promise<Asked> =>
    new Promise((resolve) => {
      const call = request({ host, port, path: "/", agent: false, timeout: 1_000 }, (answer) => {
        answer.resume().on("end", () => resolve({ dueMs, good: monoMs() - dueMs <= 1_000 }));
      });
      const late = setTimeout(() => call.destroy(), 1_000);
      call
        .on("error", () => resolve({ dueMs, good: false }))
        .on("close", () => clearTimeout(late))
        .end();
    });
  const asking = (async () => {
    for (let due = monoMs(); !over; due += 20) {
      await wait(Math.max(0, due - monoMs()));
      asked.push(ask(due));
    }
  })();
  return {
    stop: async () => {
      over = true;
      await asking;
      return Promise.all(asked);
    },
  };
}

/**
 * When users were hurt first, and when they were back for good, as the prober saw it; kernel
 * milliseconds.
 */
function outage(asked: readonly Asked[]): { fromMs: number; toMs: number } {
  const bad = asked.filter(({ good }) => !good);
  const lastBad = asked.findLastIndex(({ good }) => !good);
  return { fromMs: bad[0]?.dueMs ?? Number.NaN, toMs: asked[lastBad + 1]?.dueMs ?? Number.NaN };
}

const truth = (
  events: readonly GamedayEvent[],
  state: string,
): Extract<GamedayEvent, { type: "truth.changed" }> | undefined =>
  events.find(
    (event): event is Extract<GamedayEvent, { type: "truth.changed" }> =>
      event.type === "truth.changed" && event.data.state === state,
  );

describe("the clock of truth", () => {
  // The act comes at another part of its second each time: bins must not round it away.
  it.each([0, 600])(
    "agrees with an outside prober to one bin when a person wakes the frozen shop, %i ms into a second",
    async (intoSecondMs) => {
      const drill = start(home, ["run", frozenShop, "--json", "--truth"]);
      const shop = await drill.event("component.state", ({ data }) => data.state === "running");
      const outside = prober(shop.data.address ?? "", shop.data.port ?? 0);
      const page = await drill.event("page.sent");
      // Exercise time zero on the kernel's clock: the drill is never paused.
      const zeroMs = page.mono - page.ex;
      const wakeMs = zeroMs + Math.ceil((monoMs() - zeroMs) / 1_000) * 1_000 + 2_000 + intoSecondMs;
      await wait(wakeMs - monoMs());
      process.kill(-(shop.data.pid ?? 0), "SIGCONT");
      await gameday(home, ["sev", "declare", "1", "the shop stands still"]);
      await drill.event("truth.changed", ({ data }) => data.state === "contained");
      const seen = outage(await outside.stop());
      await gameday(home, ["sev", "mitigated", "it answers again"]);
      await drill.event("incident.state", ({ data }) => data.state === "monitoring");
      // Refused until it was watched for as long as the scenario asks for.
      while ((await gameday(home, ["sev", "resolve", "stable"])).code !== 0);
      const result = resultOf(await drill.ended);
      expect(`${result.verdict}: ${result.reason}`).toMatch(/^pass: /);
      const events = await journalOf(result.runFolder);
      const contained = truth(events, "contained");
      expect(contained?.data.by).toBe("players");
      const binMs = 1_000 + 20; // One bin, and the prober's own step.
      const impact = events.find(({ type }) => type === "impact.started");
      process.stderr.write(
        `truth less prober: impact ${Math.round((impact?.at ?? 0) - (seen.fromMs - zeroMs))} ms, contained ${Math.round((contained?.at ?? 0) - (seen.toMs - zeroMs))} ms\n`,
      );
      expect(Math.abs((contained?.at ?? 0) - (seen.toMs - zeroMs))).toBeLessThanOrEqual(binMs);
      expect(Math.abs((impact?.at ?? 0) - (seen.fromMs - zeroMs))).toBeLessThanOrEqual(binMs);
      await expectNothingLeft(home);
    },
  );
});
