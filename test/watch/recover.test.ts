import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventInput, GamedayEvent } from "../../src/event/event.ts";
import type { Facts } from "../../src/event/facts.ts";
import type { Residue } from "../../src/event/heal.ts";
import type { Undo } from "../../src/event/undo.ts";
import { memoryJournal, type MemoryJournal } from "../../src/journal/memory-journal.ts";
import { openFaults } from "../../src/watch/open-faults.ts";
import { recover, type Staying } from "../../src/watch/recover.ts";

const armed = (id: string): EventInput => ({
  type: "fault.armed",
  data: { fault: "pause", id, target: id, with: {}, undo: { do: "resume", target: id } },
});
const undone = (id: string, ok = true): EventInput => ({
  type: "fault.undone",
  data: { id, ok, evidence: "", why: "heal" },
});
const ended: EventInput = {
  type: "drill.ended",
  data: { why: "resolved", detail: "the incident is resolved" },
};

function journal(...inputs: readonly EventInput[]): MemoryJournal {
  const made = memoryJournal({ clock: { monoMs: () => 0, wallMs: () => 0 }, exMs: () => 0 });
  for (const input of inputs) made.append(input);
  return made;
}

interface Dead {
  readonly events: readonly GamedayEvent[];
  readonly sweeps: number;
  stop(): Promise<readonly Residue[]>;
}

/** A drill that died and left this journal; its sweep finds `left`. */
function dead(
  from: MemoryJournal,
  left: readonly Residue[] = [],
  record?: (input: EventInput) => Promise<void>,
  stays?: Staying,
): Dead {
  let sweeps = 0;
  let now = 0;
  return {
    events: from.events,
    get sweeps() {
      return sweeps;
    },
    stop: () =>
      recover(
        { why: "stopped", detail: "gameday stop" },
        {
          events: async function* () {
            yield* from.events.slice();
          },
          record: record ?? (async (input) => void from.append(input)),
          stays,
          lost: () => [],
          sweep: async () => ((sweeps += 1), (now += 40), left),
          monoMs: () => now,
        },
      ),
  };
}

const told = ({ events }: Dead, from: number): readonly string[] =>
  events.slice(from).map(({ type }) => type);

describe("recovering a dead drill", () => {
  it("takes back what was open, newest first, after the sweep, and ends it as stopped", async () => {
    const drill = dead(journal(armed("db"), armed("api/1"), armed("www"), undone("api/1")));
    expect(await drill.stop()).toEqual([]);
    expect(told(drill, 4)).toEqual([
      "heal.started",
      "fault.undone",
      "fault.undone",
      "heal.done",
      "drill.ended",
      "drill.phase",
    ]);
    expect(
      drill.events.flatMap(({ type, data }) => (type === "fault.undone" ? [data.id] : [])),
    ).toEqual(["api/1", "www", "db"]);
    expect(drill.events.find(({ type }) => type === "heal.done")?.data).toEqual({
      residue: [],
      tookMs: 40,
    });
    expect(drill.events.find(({ type }) => type === "drill.ended")?.data).toEqual({
      why: "stopped",
      detail: "gameday stop",
    });
    expect(await openFaults(drill.events)).toEqual([]);
  });

  it("says nothing twice when it is done again", async () => {
    const drill = dead(journal(armed("db")));
    await drill.stop();
    const before = drill.events.length;
    expect(await drill.stop()).toEqual([]);
    expect(drill.events).toHaveLength(before);
    expect(drill.sweeps).toBe(2);
  });

  it("leaves the word of a drill that had come to its end and crashed while using its report", async () => {
    const drill = dead(journal(armed("db"), undone("db"), ended));
    await drill.stop();
    expect(told(drill, 3)).toEqual([]);
    expect(drill.sweeps).toBe(1);
  });

  it("finishes what a drill ended without having healed, and leaves its word as it is", async () => {
    const drill = dead(journal(armed("db"), undone("db", false), ended));
    await drill.stop();
    expect(told(drill, 3)).toEqual(["heal.started", "fault.undone", "heal.done"]);
  });

  it("proves nothing while something is still there, and says what", async () => {
    const left: readonly Residue[] = [{ what: "process", detail: "4711 (mariadbd)" }];
    const drill = dead(journal(armed("db")), left);
    expect(await drill.stop()).toEqual(left);
    expect(drill.events.findLast(({ type }) => type === "fault.undone")?.data).toMatchObject({
      id: "db",
      ok: false,
    });
    expect(await openFaults(drill.events)).toHaveLength(1);
  });

  it("heals all the same when nothing can be written down", async () => {
    const full = dead(journal(armed("db")), [], () =>
      Promise.reject(new Error("no space left on device")),
    );
    expect(await full.stop()).toEqual([]);
    expect(full.sweeps).toBe(1);
    let sweeps = 0;
    const residue = await recover(
      { why: "watchdog", detail: "aborted by watchdog" },
      {
        events: async function* () {},
        record: undefined,
        stays: undefined,
        lost: () => [],
        sweep: async () => ((sweeps += 1), []),
        monoMs: () => 0,
      },
    );
    expect([residue, sweeps]).toEqual([[], 1]);
  });
});

describe("recovering a dead drill on containers that stay", () => {
  const captured: EventInput = {
    type: "restoration.captured",
    data: { target: "web", facts: { paused: false, "cpu limit": "none" } },
  };
  /** A container that is paused until its fault is taken back. */
  const web = (
    after: Facts = { paused: false, "cpu limit": "none" },
    trouble?: string,
  ): Staying & { readonly taken: Undo[] } => {
    const taken: Undo[] = [];
    return {
      taken,
      has: (target) => target === "web",
      takeBack: async (undo) => {
        if (trouble !== undefined) throw new Error(trouble);
        taken.push(undo);
        return { ok: true, evidence: "web is running" };
      },
      capture: async () => after,
    };
  };

  it("takes their faults back one by one, each proven, and finds them as they were", async () => {
    const stays = web();
    const drill = dead(journal(captured, armed("web"), armed("api")), [], undefined, stays);
    expect(await drill.stop()).toEqual([]);
    expect(stays.taken).toEqual([{ do: "resume", target: "web" }]);
    expect(told(drill, 3)).toEqual([
      "heal.started",
      "fault.undone",
      "restoration.checked",
      "fault.undone",
      "heal.done",
      "drill.ended",
      "drill.phase",
    ]);
    expect(
      drill.events.flatMap(({ type, data }) =>
        type === "fault.undone" ? [[data.id, data.ok]] : [],
      ),
    ).toEqual([
      ["web", true],
      ["api", true],
    ]);
  });

  it("tells every fact in which one differs as left behind", async () => {
    const drill = dead(
      journal(captured, armed("web")),
      [],
      undefined,
      web({ paused: false, "cpu limit": 0.5 }),
    );
    expect(await drill.stop()).toEqual([
      { what: "state", detail: "web: cpu limit was none, is 0.5" },
    ]);
  });

  it("says what could not be taken back, and does it the next time", async () => {
    const log = journal(captured, armed("web"));
    expect(
      await dead(
        log,
        [],
        undefined,
        web({ paused: true, "cpu limit": "none" }, "no engine answers"),
      ).stop(),
    ).toEqual([
      { what: "other", detail: 'the fault "web" could not be undone: no engine answers' },
      { what: "state", detail: "web: paused was false, is true" },
    ]);
    expect(await openFaults(log.events)).toHaveLength(1);
    const stays = web();
    expect(await dead(log, [], undefined, stays).stop()).toEqual([]);
    expect(stays.taken).toHaveLength(1);
    expect(log.events.filter(({ type }) => type === "drill.ended")).toHaveLength(1);
  });
});

describe("a target that is given up", () => {
  const captured = (target: string): EventInput => ({
    type: "restoration.captured",
    data: { target, facts: { paused: false } },
  });
  const cut: EventInput = {
    type: "fault.armed",
    data: {
      fault: "disconnect",
      id: "cut",
      target: "east",
      with: {},
      undo: { do: "rejoin", target: "east", places: { web: [], api: [] } },
    },
  };
  /** Two containers of the user's own, of which some are gone. */
  const some = (...gone: readonly string[]): Staying & { readonly taken: Undo[] } => {
    const taken: Undo[] = [];
    const missing = (targets: readonly string[]): void => {
      const one = targets.find((target) => gone.includes(target));
      if (one !== undefined) throw new Error(`the container ${one} is gone`);
    };
    return {
      taken,
      has: () => true,
      takeBack: async (undo) => {
        if (undo.do === "rejoin") missing(Object.keys(undo.places));
        else if ("target" in undo) missing([undo.target]);
        taken.push(undo);
        return { ok: true, evidence: "as before" };
      },
      capture: async (target) => (missing([target]), { paused: false }),
    };
  };
  const stop = (
    log: MemoryJournal,
    stays: Staying,
    forget: readonly string[] = [],
  ): Promise<readonly Residue[]> =>
    recover(
      { why: "stopped", detail: "", forget: new Set(forget) },
      {
        events: async function* () {
          yield* log.events.slice();
        },
        record: async (input) => void log.append(input),
        stays,
        lost: () => [],
        sweep: async () => [],
        monoMs: () => 0,
      },
    );

  it("keeps none of the others from being healed, and is left behind until it is given up; then it is no more", async () => {
    const log = journal(captured("web"), captured("api"), armed("web"), armed("api"));
    const stays = some("api");
    expect((await stop(log, stays)).map(({ detail }) => detail)).toEqual([
      'the fault "api" could not be undone: the container api is gone',
      "api: state was known, and cannot be read now",
    ]);
    expect(stays.taken).toEqual([{ do: "resume", target: "web" }]);
    expect(await stop(log, stays)).toHaveLength(2);
    expect(await stop(log, stays, ["api"])).toEqual([]);
    expect(
      log.events.flatMap(({ type, data }) => (type === "target.forgotten" ? [data] : [])),
    ).toEqual([
      {
        target: "api",
        left: 'the fault "api" could not be undone: the container api is gone; api: state was known, and cannot be read now',
      },
    ]);
    // From now on nobody asks after it, and nothing claims that it was undone.
    expect(await stop(log, stays)).toEqual([]);
    expect(
      log.events.some(
        ({ type, data }) => type === "fault.undone" && "id" in data && data.id === "api",
      ),
    ).toBe(false);
  });

  it("is left out of a group's undo, and the rest of the group is healed", async () => {
    const log = journal(captured("web"), captured("api"), cut);
    const stays = some("api");
    expect(await stop(log, stays)).not.toEqual([]);
    expect(await stop(log, stays, ["api"])).toEqual([]);
    expect(stays.taken).toEqual([{ do: "rejoin", target: "east", places: { web: [] } }]);
    expect(await openFaults(log.events)).toEqual([]);
  });

  it("is healed all the same where it can be", async () => {
    const log = journal(captured("web"), armed("web"));
    const stays = some();
    expect(await stop(log, stays, ["web"])).toEqual([]);
    expect(stays.taken).toHaveLength(1);
    expect(log.events.map(({ type }) => type)).not.toContain("target.forgotten");
  });
});

describe("the faults that a journal leaves open", () => {
  it("are those armed and not proven undone since, newest first, whatever the order of things", async () => {
    const step = fc.record({
      id: fc.constantFrom("a", "b", "c"),
      what: fc.constantFrom("armed" as const, "undone" as const, "tried" as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const inputs = steps.map(({ id, what }) =>
          what === "armed" ? armed(id) : undone(id, what === "undone"),
        );
        const last = (id: string, ...whats: readonly string[]): number =>
          steps.findLastIndex((one) => one.id === id && whats.includes(one.what));
        const open = ["a", "b", "c"].filter((id) => last(id, "armed") > last(id, "undone"));
        const found = (await openFaults(journal(...inputs).events)).map(({ id }) => id);
        expect(found.toSorted()).toEqual(open);
      }),
    );
    expect(
      (await openFaults(journal(armed("a"), armed("b"), armed("c"), undone("b")).events)).map(
        ({ id }) => id,
      ),
    ).toEqual(["c", "a"]);
  });
});
