import { describe, expect, it } from "vitest";
import type { Facts } from "../../src/event/facts.ts";
import { Recorder } from "../../src/engine/recorder.ts";
import { Restoration, type RestoreTarget } from "../../src/engine/restoration.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import { virtualClock } from "../../src/kernel/virtual-clock.ts";
import { only, planOf, played } from "../support/simulated.ts";

const small = {
  apiVersion: "gameday/v1",
  kind: "Test",
  id: "small",
  title: "small",
  hold: "4s",
  limit: "3m",
  stack: { web: { kind: "service", program: "web" } },
  load: {
    journeys: { read: { to: "web", steps: [{ get: "/" }] } },
    flows: { users: { journey: "read", rate: 20 } },
  },
  slis: { web: { counts: ["users"], objective: 99 } },
  baseline: { for: "3s" },
  mustHold: { for: "5s" },
  faults: {
    freeze: { fault: "pause", target: "web" },
    more: { fault: "load-surge", with: { journey: "read", perSecond: 5 } },
  },
};

describe("a drill", () => {
  it("captures what its faults touch before the first one, and finds it as it was", async () => {
    const { events, performance } = await played(planOf(small));
    expect(performance.residue).toEqual([]);
    const first = only(events, "fault.armed")[0]?.seq ?? 0;
    const captured = only(events, "restoration.captured");
    expect(captured.map(({ data }) => data)).toEqual([
      { target: "web", facts: { running: true, paused: false } },
      { target: "load", facts: { "extra flows": "none" } },
    ]);
    for (const { seq } of captured) expect(seq).toBeLessThan(first);
    expect(only(events, "restoration.checked").map(({ data }) => data)).toEqual([
      { target: "web", facts: 2, differences: [] },
      { target: "load", facts: 1, differences: [] },
    ]);
  });

  it("whose target is not as it was leaves that behind, by name, in words, and fails", async () => {
    const { events, performance, judgement } = await played(planOf(small), {
      on: (event, { world }) => void (event.type === "heal.started" && world.turn("web", "paused")),
    });
    expect(only(events, "restoration.checked")[0]?.data.differences).toEqual([
      { fact: "paused", before: false, after: true, residue: true },
    ]);
    expect(performance.residue).toEqual([
      { what: "state", detail: "web: paused was false, is true" },
    ]);
    expect(only(events, "heal.done")[0]?.data.residue).toEqual(performance.residue);
    expect(judgement.findings.find(({ check }) => check === "residue")).toMatchObject({
      verdict: "fail",
      text: expect.stringContaining("web: paused was false, is true"),
    });
  });

  it("leaves a component of its own stack that people stopped to them: it is told, and goes with the stack", async () => {
    const { events, performance } = await played(planOf(small), {
      on: (event, { world }) =>
        void (event.type === "heal.started" && world.turn("web", "stopped")),
    });
    expect(only(events, "restoration.checked")[0]?.data.differences).toEqual([
      { fact: "running", before: true, after: false, residue: false },
    ]);
    expect(performance.residue).toEqual([]);
  });

  it("that ends before its first fault has nothing to compare", async () => {
    const { events, performance } = await played(planOf(small), {
      signal: AbortSignal.abort(new Error("interrupted")),
    });
    expect([
      ...only(events, "restoration.captured"),
      ...only(events, "restoration.checked"),
    ]).toEqual([]);
    expect(performance.residue).toEqual([]);
  });
});

/** Captures `before` and then finds `after`. */
async function compared(
  before: Facts | Error,
  after: Facts | Error,
  more: Partial<RestoreTarget> = {},
): Promise<{ residue: readonly string[]; differences: readonly unknown[] }> {
  const clock = virtualClock(0);
  const journal = memoryJournal({ clock, exMs: () => 0 });
  const restoration = new Restoration(new Recorder(journal), clock);
  let now = before;
  const target: RestoreTarget = {
    target: "theirs",
    stays: true,
    peoples: () => false,
    capture: async () => {
      if (now instanceof Error) throw now;
      return now;
    },
    ...more,
  };
  return clock.run(
    (async () => {
      await restoration.capture([target]);
      now = after;
      const residue = (await restoration.check()).map(({ detail }) => detail);
      return {
        residue,
        differences: only(journal.events, "restoration.checked").flatMap(
          ({ data }) => data.differences,
        ),
      };
    })(),
  );
}

describe("something that stays after the drill", () => {
  it("must be as it was in every fact, also in one that came or went", async () => {
    const { residue } = await compared(
      { cpus: 2, networks: "a, b", restart: null },
      { cpus: 2, networks: "a", memory: 512, restart: null },
    );
    expect(residue).toEqual([
      "theirs: memory was unknown, is 512",
      "theirs: networks was a, b, is a",
    ]);
    expect((await compared({ cpus: 2 }, { cpus: 2 })).residue).toEqual([]);
  });

  it("that nobody can ask any more counts as not restored", async () => {
    expect((await compared({ cpus: 2 }, new Error("no such container"))).residue).toEqual([
      "theirs: state was known, and cannot be read now",
    ]);
    expect(
      (await compared({ cpus: 2 }, new Error("no such container"), { stays: false })).residue,
    ).toEqual([]);
  });

  it("whose state cannot be told before is not touched at all", async () => {
    await expect(compared(new Error("permission denied"), {})).rejects.toThrow(
      /theirs cannot be read before the fault.*permission denied/,
    );
    expect((await compared(new Error("permission denied"), {}, { stays: false })).residue).toEqual(
      [],
    );
  });

  it("that does not answer is not waited for for ever", async () => {
    const never = (): Promise<Facts> => new Promise(() => {});
    await expect(compared({}, {}, { capture: never })).rejects.toThrow(/no answer within 5 s/);
  });

  it("with hundreds of facts of one kind is captured by their number, and told by the one that differs", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`variable v${index}`, index]),
    );
    const { differences } = await compared(many, { ...many, "variable v7": "8" });
    expect(differences).toEqual([{ fact: "variable v7", before: 7, after: "8", residue: true }]);
  });
});
