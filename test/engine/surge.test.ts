import { expect, it } from "vitest";
import { Recorder } from "../../src/engine/recorder.ts";
import { surgeOn } from "../../src/engine/surge.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import type { LoadRun } from "../../src/load/load.ts";
import { simDriver } from "../../src/load/sim.ts";
import { virtualClock } from "../../src/kernel/virtual-clock.ts";

/** A load driver on virtual time whose server refuses a share of each journey's requests. */
async function senders(refusedShare: (journey: string) => number) {
  const clock = virtualClock(0);
  const journal = memoryJournal({ clock, exMs: () => clock.monoMs() });
  const recorder = new Recorder(journal);
  const changes: string[] = [];
  recorder.listen(
    ({ type, data }) =>
      void (
        type === "load.changed" && changes.push(data.perSecond === 0 ? "end" : (data.journey ?? ""))
      ),
  );
  const driver = simDriver(clock, ({ steps }, offered) => {
    const rejected = Math.round(offered * refusedShare(steps[0]?.path ?? ""));
    return { good: offered - rejected, error: 0, timeout: 0, rejected, p50: 1, p99: 1 };
  });
  let run: LoadRun | undefined;
  const step = (path: string) => ({
    method: "GET" as const,
    path,
    headers: {},
    body: undefined,
    timeoutMs: 500,
    expectStatus: 200,
    underMs: 500,
  });
  const surge = surgeOn(
    () => run,
    (id, { journey, perSecond }) => ({
      id,
      perSecond,
      users: 1,
      vars: {},
      to: [],
      steps: [step(journey)],
    }),
    recorder,
  );
  run = await driver.start({
    flows: [],
    seed: "7f3a",
    originMonoMs: 0,
    onBin: (bin) => void recorder.record({ type: "load.bin", data: bin }),
    onError: (error) => {
      throw error;
    },
  });
  return {
    surge,
    changes,
    pass: (seconds: number) => clock.run(clock.sleep(seconds * 1_000)),
    stop: () => run?.stop(),
  };
}

it("a program that is refused for three seconds turns to its next journey, and stays with one that gets through", async () => {
  const { surge, changes, pass, stop } = await senders((journey) =>
    journey === "plain" ? 0.8 : 0.2,
  );
  await surge.start("script", {
    journey: "plain",
    then: ["spoofed", "other"],
    cohort: "one",
    perSecond: 50,
  });
  await pass(2.5);
  expect(changes).toEqual(["plain"]);
  await pass(2);
  expect(changes).toEqual(["plain", "spoofed"]);
  await pass(30);
  expect(changes).toEqual(["plain", "spoofed"]);
  expect(surge.perSecond("script")).toBe(50);
  await surge.end("script");
  expect(changes).toEqual(["plain", "spoofed", "end"]);
  expect(surge.perSecond("script")).toBe(0);
  await stop();
});

it("one that is refused whatever it does goes through all its journeys once, goes on with the last, and is ended as a whole", async () => {
  const { surge, changes, pass, stop } = await senders(() => 1);
  await surge.start("script", {
    journey: "plain",
    then: ["spoofed", "other"],
    cohort: "one",
    perSecond: 50,
  });
  await pass(60);
  expect(changes).toEqual(["plain", "spoofed", "other"]);
  await surge.end("script");
  await pass(10);
  expect(changes).toEqual(["plain", "spoofed", "other", "end"]);
  await stop();
});

it("a second of mercy between the refusals is patience anew", async () => {
  let second = 0;
  const { surge, changes, pass, stop } = await senders(() => ((second += 1) % 3 === 0 ? 0 : 1));
  await surge.start("script", {
    journey: "plain",
    then: ["spoofed"],
    cohort: "one",
    perSecond: 50,
  });
  await pass(30);
  expect(changes).toEqual(["plain"]);
  await stop();
});
