import { z } from "zod";
import { expect, it } from "vitest";
import { FaultKeeper } from "../../src/engine/fault-keeper.ts";
import { Recorder } from "../../src/engine/recorder.ts";
import { faultWorld, type Fault, type Verification } from "../../src/fault/fault.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import { createSimRuntime } from "../../src/runtime/sim/sim-runtime.ts";
import { virtualClock } from "../../src/kernel/virtual-clock.ts";
import { SimWorld } from "../../src/runtime/sim/world.ts";
import { planOf } from "../support/simulated.ts";

/**
 * A keeper with one fault whose looks are the test's to write; everything else is the real thing on
 * the simulated runtime.
 */
function keeperOf(
  fault: Partial<Fault<unknown>>,
  more: { forMs?: number; asleep?: () => boolean } = {},
) {
  const plan = planOf({
    apiVersion: "gameday/v1",
    id: "small",
    title: "One service",
    kind: "Test",
    stack: { web: { kind: "service", program: "none" } },
    load: {
      journeys: { read: { to: "web", steps: [{ get: "/" }] } },
      flows: { users: { journey: "read", rate: 50 } },
    },
    slis: { web: { counts: ["users"], objective: 99 } },
    mustHold: { for: "10s" },
    faults: { odd: { fault: "pause", target: "web" } },
  });
  const clock = virtualClock(0);
  const journal = memoryJournal({ clock, exMs: () => clock.monoMs() });
  const world = new SimWorld();
  world.turn("web", "running");
  const odd: Fault<unknown> = {
    name: "pause",
    doc: "",
    target: "component",
    needs: [],
    params: z.unknown(),
    mark: { label: "", color: "" },
    undo: ({ target }) => ({ do: "resume", target }),
    apply: () => Promise.resolve(),
    verify: () => Promise.resolve({ ok: true, evidence: "works" }),
    ...fault,
  };
  const keeper = new FaultKeeper(
    faultWorld(createSimRuntime(world)),
    new Map([[odd.name, odd]]),
    new Recorder(journal),
    clock,
    more.asleep,
  );
  const [planned] = plan.faults;
  if (planned === undefined) throw new Error("no fault in the plan");
  const apply = (): Promise<boolean> =>
    keeper.apply(
      { ...planned, ...(more.forMs === undefined ? {} : { forMs: more.forMs }) },
      {},
      new AbortController().signal,
    );
  const story = (): unknown[] =>
    journal.events.map(({ type, mono, data }) => ({ type, mono, ...data }));
  return { clock, keeper, apply, story, types: () => journal.events.map(({ type }) => type) };
}

const answer = (ok: boolean, evidence: string): Promise<Verification> =>
  Promise.resolve({ ok, evidence });

it("takes a fault back at once although its verification takes long, and says that nothing was proved", async () => {
  const made = keeperOf({
    verify: () => made.clock.sleep(8_000).then(() => answer(true, "felt at last")),
  });
  await made.clock.run(
    (async () => {
      const applying = made.apply();
      await made.clock.sleep(1_000);
      expect(await made.keeper.undo("odd", "ended")).toBe(true);
      expect(made.clock.monoMs()).toBe(1_000);
      expect(await applying).toBe(false);
      await made.clock.sleep(20_000);
    })(),
  );
  expect(made.types()).toEqual(["fault.armed", "fault.applied", "fault.verified", "fault.undone"]);
  expect(made.story()[2]).toMatchObject({
    ok: false,
    evidence: "it was undone before it could be verified",
  });
});

it("ignores a look that is on its way when the undo begins", async () => {
  let looks = 0;
  const made = keeperOf({
    still: async () => (
      (looks += 1),
      await made.clock.sleep(4_000),
      { ok: false, evidence: "gone" }
    ),
  });
  await made.clock.run(
    (async () => {
      await made.apply();
      await made.clock.sleep(2_000);
      await made.keeper.undo("odd", "ended");
      await made.clock.sleep(20_000);
    })(),
  );
  expect(looks).toBe(1);
  expect(made.types()).not.toContain("fault.lapsed");
});

it("believes a lapse on the second look, tells of it once, and until when it worked", async () => {
  const seen = [true, false, true, false, false];
  const made = keeperOf({
    still: () => {
      const ok = seen.shift() ?? false;
      return answer(ok, ok ? "there" : "gone");
    },
  });
  await made.clock.run(
    (async () => (
      await made.apply(),
      await made.clock.sleep(30_000),
      await made.keeper.undo("odd", "heal")
    ))(),
  );
  expect(
    made.story().filter((event) => (event as { type: string }).type === "fault.lapsed"),
  ).toEqual([{ type: "fault.lapsed", mono: 3_500, id: "odd", evidence: "gone", workedMs: 2_250 }]);
});

it("says nothing of what is seen once the fault's own time is over: its lease may have ended it", async () => {
  const made = keeperOf(
    { still: () => answer(made.clock.monoMs() < 5_000, "as the proxy's lease says") },
    { forMs: 5_000 },
  );
  await made.clock.run((async () => (await made.apply(), await made.clock.sleep(30_000)))());
  expect(made.types()).not.toContain("fault.lapsed");
});

it("knows nothing while it cannot look, and says so when that lasts", async () => {
  let blindMs = [2_000, 6_000];
  const made = keeperOf({
    still: () =>
      made.clock.monoMs() >= (blindMs[0] ?? 0) && made.clock.monoMs() < (blindMs[1] ?? 0)
        ? Promise.reject(new Error("the engine does not respond"))
        : answer(true, "there"),
  });
  await made.clock.run(
    (async () => {
      await made.apply();
      await made.clock.sleep(15_000);
      expect(made.types()).not.toContain("fault.lapsed");
      blindMs = [15_000, 60_000];
      await made.clock.sleep(15_000);
    })(),
  );
  expect(made.story().at(-1)).toMatchObject({
    type: "fault.lapsed",
    evidence: "Error: the engine does not respond",
  });
});

it("does not look while the drill is paused", async () => {
  let asleep = false;
  const made = keeperOf({ still: () => answer(!asleep, "there") }, { asleep: () => asleep });
  await made.clock.run(
    (async () => {
      await made.apply();
      await made.clock.sleep(3_000);
      asleep = true;
      await made.clock.sleep(60_000);
      asleep = false;
      await made.clock.sleep(10_000);
    })(),
  );
  expect(made.types()).not.toContain("fault.lapsed");
});

it("calls a fault that is over when its effect is over spent, not lapsed", async () => {
  const made = keeperOf({
    lasting: false,
    still: () => answer(made.clock.monoMs() < 3_000, "web is running"),
  });
  await made.clock.run((async () => (await made.apply(), await made.clock.sleep(10_000)))());
  expect(made.story().at(-1)).toMatchObject({ type: "fault.spent", evidence: "web is running" });
});
