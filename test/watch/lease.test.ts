import { describe, expect, it } from "vitest";
import type { EventInput } from "../../src/event/event.ts";
import type { Undo } from "../../src/event/undo.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";
import type { Standing } from "../../src/register/process.ts";
import { beatMs, Lease } from "../../src/watch/lease.ts";
import { FaultLeases } from "../../src/watch/lease-end.ts";

/** How long a lease lasts, in milliseconds, when no beat comes and the command stands so. */
function lasts(standing: Standing, lease = new Lease()): { ms: number; end: string } {
  for (let looks = 1; looks < 1_000; looks += 1) {
    const end = lease.look(false, () => standing);
    if (end !== "held") return { ms: looks * beatMs, end };
  }
  return { ms: Number.POSITIVE_INFINITY, end: "held" };
}

describe("a lease", () => {
  it("of a command that is stopped lasts three beats, of one that is gone not even one", () => {
    expect(lasts("stopped")).toEqual({ ms: 6_000, end: "silent" });
    expect(lasts("gone").end).toBe("gone");
    expect(lasts("gone").ms).toBeLessThanOrEqual(2_000);
  });

  it("of a command that runs and is only silent lasts half a minute: its disk may hang, or its machine be busy", () => {
    expect(lasts("runs")).toEqual({ ms: 30_000, end: "silent" });
  });

  it("begins again with every beat", () => {
    const lease = new Lease();
    for (let look = 0; look < 200; look += 1)
      expect(lease.look(look % 11 === 10, () => "stopped")).toBe("held");
    expect(lasts("stopped", lease).ms).toBeGreaterThanOrEqual(5_000);
  });

  it("counts looks, not time: a machine that slept counts as one look", () => {
    const lease = new Lease();
    lease.look(true, () => "runs");
    // However long this look was away from the one before, nobody asks how long.
    expect(lease.look(false, () => "stopped")).toBe("held");
  });
});

describe("a fault's paired timer", () => {
  const freeze: Undo = { do: "resume", target: "web" };
  const armed = (leaseMs?: number): EventInput => ({
    type: "fault.armed",
    data: {
      fault: "pause",
      id: "freeze",
      target: "web",
      with: {},
      undo: freeze,
      ...(leaseMs === undefined ? {} : { leaseMs }),
    },
  });
  const applied: EventInput = { type: "fault.applied", data: { id: "freeze" } };
  const undone = (ok: boolean): EventInput => ({
    type: "fault.undone",
    data: { id: "freeze", ok, evidence: "", why: "ended" },
  });
  const leases = (...inputs: readonly (readonly [number, EventInput])[]): FaultLeases => {
    let now = 0;
    const journal = memoryJournal({ clock: { monoMs: () => now, wallMs: () => 0 }, exMs: () => 0 });
    const kept = new FaultLeases();
    for (const [at, input] of inputs) kept.observe(((now = at), journal.append(input)));
    return kept;
  };

  it("runs from the moment that it was applied, and a little longer than its time: the command is first", () => {
    const kept = leases([1_000, armed(30_000)], [2_000, applied]);
    expect(kept.overdue(32_000)).toEqual([]);
    expect(kept.overdue(33_000)).toEqual([{ id: "freeze", undo: freeze }]);
  });

  it("rings once, and again when it is still there later", () => {
    const kept = leases([0, armed(1_000)], [0, applied]);
    expect(
      [kept.overdue(2_000), kept.overdue(2_500), kept.overdue(12_000)].map(({ length }) => length),
    ).toEqual([1, 0, 1]);
  });

  it("gives one that is armed time to be applied, and then rings: it may work without anybody having written so", () => {
    expect(leases([0, armed(1_000)]).overdue(11_999)).toEqual([]);
    expect(leases([0, armed(1_000)]).overdue(12_000)).toHaveLength(1);
  });

  it("does not ring for a fault that was taken back, or that has no time of its own", () => {
    expect(leases([0, armed(1_000)], [0, applied], [900, undone(true)]).overdue(60_000)).toEqual(
      [],
    );
    expect(
      leases([0, armed(1_000)], [0, applied], [900, undone(false)]).overdue(60_000),
    ).toHaveLength(1);
    expect(leases([0, armed()], [0, applied]).overdue(60_000)).toEqual([]);
  });
});
