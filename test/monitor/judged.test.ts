import { describe, expect, test } from "vitest";
import type { Held } from "../../src/monitor/judged.ts";
import { summarise, type Summary } from "../../src/metrics/summary.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { judge, type Judgement } from "../../src/verdict/judge.ts";
import { bins, happens, inOrder, testPlan, type TimedInput } from "../support/event-builder.ts";
import { watched } from "../support/watched.ts";

const planWith = (ids: readonly string[]): Plan =>
  testPlan({
    kind: "Test",
    mustBreak: undefined,
    mustHold: { for: "10s" },
    faults: Object.fromEntries(
      ids.map((id) => [
        id,
        { fault: "load-surge", with: { journey: "export", cohort: "batcher", perSecond: 10 } },
      ]),
    ),
  });

interface Life {
  readonly id: string;
  readonly armed: number;
  readonly applied?: number;
  readonly undone: number;
}

function fault({ id, armed, applied = armed, undone }: Life): TimedInput[] {
  return [
    happens(armed, "fault.armed", {
      fault: "load-surge",
      id,
      target: "",
      with: {},
      undo: { do: "end-flow", flow: id },
    }),
    happens(applied + 1, "fault.applied", { id }),
    happens(applied + 2, "fault.verified", { id, ok: true, evidence: "seen" }),
    happens(undone, "fault.undone", { id, ok: true, evidence: "gone", why: "ended" }),
  ];
}

/**
 * A Test of 80 s: both services are asked for all the time, and `partner` gets what is given, by
 * second.
 */
function lived(
  faults: readonly Life[],
  partner: readonly TimedInput[][],
  met = true,
): Summary & { readonly plan: Plan } {
  const plan = planWith(faults.map(({ id }) => id));
  const inputs = inOrder(
    [happens(0, "plan.resolved", { values: {}, flows: {} })],
    bins("web", 0, 80, 100, 100),
    partner.flat(),
    faults.flatMap(fault),
    [
      happens(65_000, "gate.checked", { gate: "baseline", met: true, detail: "" }),
      happens(65_001, "gate.checked", {
        gate: "mustHold",
        met,
        detail: "",
        judged: { fromSecond: 20, toSecond: 65 },
      }),
      happens(65_002, "gate.checked", { gate: "baseline-again", met: true, detail: "" }),
    ],
    [
      happens(80_000, "heal.started", { why: "over" }),
      happens(81_000, "heal.done", { residue: [], tookMs: 900 }),
      happens(82_000, "drill.ended", { why: "held", detail: "over" }),
    ],
  );
  return { ...summarise(plan, watched(plan, inputs, 85_000).events), plan };
}

const judged = (run: Summary & { readonly plan: Plan }): Judgement => judge(run.plan, run);

const well = (from: number, to: number): TimedInput[] => bins("partner", from, to, 25, 25);
const badly = (from: number, to: number): TimedInput[] => bins("partner", from, to, 25, 5);
const held = (summary: Summary): Record<string, Held> =>
  Object.fromEntries(summary.judged.map((one) => [one.fault ?? one.of, one.held]));

describe("a Test is judged", () => {
  test("from the moment that a fault is armed: an outage while it is being applied counts", () => {
    const slow = lived(
      [{ id: "restart", armed: 20_000, applied: 28_000, undone: 29_000 }],
      [well(0, 21), badly(21, 27), well(27, 80)],
      false,
    );
    expect(held(slow)).toEqual({ restart: "broken", all: "broken", play: "broken" });
    expect(judged(slow).verdict).toBe("fail");
    expect(slow.moments).toMatchObject({ fault: 20_000, impact: 21_000 });
  });

  test("by each fault: a harmless one at the end hides no earlier one", () => {
    const two = lived(
      [
        { id: "first", armed: 10_000, undone: 16_000 },
        { id: "second", armed: 40_000, undone: 41_000 },
      ],
      [well(0, 10), badly(10, 16), well(16, 80)],
      false,
    );
    expect(held(two)).toMatchObject({ first: "broken", second: "held", all: "broken" });
  });

  test("for the time of the promise, also after a fault that is over sooner", () => {
    const after = lived(
      [{ id: "short", armed: 20_000, undone: 21_000 }],
      [well(0, 26), badly(26, 29), well(29, 80)],
      false,
    );
    expect(held(after)).toMatchObject({ short: "broken" });
  });

  test("to the end of a fault that lasts longer than the promise", () => {
    const long = lived(
      [{ id: "long", armed: 20_000, undone: 50_000 }],
      [well(0, 45), badly(45, 49), well(49, 80)],
      false,
    );
    expect(held(long)).toMatchObject({ long: "broken" });
  });

  test("with the requests that were under way when the fault came", () => {
    const underWay = lived(
      [{ id: "cut", armed: 20_000, undone: 30_000 }],
      [
        well(0, 17),
        ...[bins("partner", 17, 20, 25, 0), well(20, 80)].map((some) =>
          some.map((one) => ({ ...one, ex: Math.max(one.ex ?? 0, 24_000) })),
        ),
      ],
      false,
    );
    expect(held(underWay)).toMatchObject({ cut: "held", all: "broken" });
  });

  test("after the faults as well: users who lose more once they are undone are not held", () => {
    const later = lived(
      [{ id: "long", armed: 20_000, undone: 30_000 }],
      [well(0, 31), badly(31, 40), well(40, 80)],
    );
    expect(held(later)).toEqual({ long: "held", all: "held", play: "broken" });
    expect(judged(later)).toMatchObject({
      verdict: "fail",
      reason: expect.stringContaining("once the faults were undone"),
    });
  });

  test("by seconds that were measured: a missing one is not a good one", () => {
    expect(
      held(lived([{ id: "f", armed: 20_000, undone: 30_000 }], [well(0, 25), well(26, 80)])),
    ).toMatchObject({ f: "unmeasured" });
  });

  test("by seconds in which nothing was due as measured ones, as long as somebody asked while the fault worked", () => {
    const quiet = bins("partner", 22, 26, 0, 0);
    expect(
      held(lived([{ id: "f", armed: 20_000, undone: 30_000 }], [well(0, 22), quiet, well(26, 80)])),
    ).toMatchObject({ f: "held" });
    const unused = lived(
      [{ id: "f", armed: 20_000, undone: 25_000 }],
      [well(0, 20), bins("partner", 20, 25, 0, 0), well(25, 80)],
      false,
    );
    expect(held(unused)).toMatchObject({ f: "no-traffic" });
    expect(judged(unused)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining('had no requests while the fault "f" was active'),
    });
  });
});

describe("figures", () => {
  test("of users, requests and percent-minutes are those of the time that was judged", () => {
    const slow = lived(
      [{ id: "f", armed: 20_000, undone: 30_000 }],
      [well(0, 5), badly(5, 6), well(6, 22), badly(22, 24), well(24, 80)],
      false,
    );
    const play = slow.judged.find(({ of }) => of === "play")?.slis.find(({ sli }) => sli === "api");
    expect(slow.impact.total).toMatchObject({ lost: 40, lostWholeDrill: 60 });
    expect((play?.offered ?? 0) - (play?.good ?? 0)).toBe(40);
  });

  test("that differ are our bug, whatever else is green", () => {
    const good = lived([{ id: "f", armed: 20_000, undone: 30_000 }], [well(0, 80)]);
    expect(judged(good).verdict).toBe("pass");
    const doctored = {
      ...good,
      impact: { ...good.impact, total: { ...good.impact.total, lostWholeDrill: 3 } },
    };
    expect(judged(doctored)).toMatchObject({ verdict: "unknown", bug: true });
    const gate = {
      ...good,
      gates: good.gates.map((one) => (one.gate === "mustHold" ? { ...one, met: false } : one)),
    };
    expect(judged(gate)).toMatchObject({ verdict: "unknown", bug: true });
  });
});
