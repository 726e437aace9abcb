import { expect, test } from "vitest";
import { summarise } from "../../../src/metrics/summary.ts";
import { judge, type Judgement } from "../../../src/verdict/judge.ts";
import { bins, happens, inOrder, testPlan } from "../../support/event-builder.ts";
import { watched } from "../../support/watched.ts";

const plan = testPlan({
  kind: "Test",
  mustBreak: undefined,
  mustHold: { for: "10s" },
  faults: {
    cut: { fault: "load-surge", with: { journey: "export", cohort: "batcher", perSecond: 10 } },
  },
});

/**
 * A Test whose fault works for 1.5 s from 20 s on, with requests that leave so late in one second.
 */
function lateIn(second: number, lateP99: number): Judgement {
  const inputs = inOrder(
    bins("web", 0, 60, 100, 100),
    bins("partner", 0, second, 25, 25),
    bins("partner", second, second + 1, 25, 25, { lateP99 }),
    bins("partner", second + 1, 60, 25, 25),
    [
      happens(19_999, "gate.checked", { gate: "baseline", met: true, detail: "" }),
      happens(20_000, "fault.armed", {
        fault: "load-surge",
        id: "cut",
        target: "",
        with: {},
        undo: { do: "end-flow", flow: "cut" },
      }),
    ],
    [
      happens(20_001, "fault.applied", { id: "cut" }),
      happens(20_400, "fault.verified", { id: "cut", ok: true, evidence: "seen" }),
      happens(21_500, "fault.undone", { id: "cut", ok: true, evidence: "gone", why: "ended" }),
    ],
    [
      happens(45_000, "gate.checked", {
        gate: "mustHold",
        met: true,
        detail: "",
        judged: { fromSecond: 20, toSecond: 30 },
      }),
      happens(50_000, "gate.checked", { gate: "baseline-again", met: true, detail: "" }),
    ],
    [
      happens(55_000, "heal.started", { why: "over" }),
      happens(56_000, "heal.done", { residue: [], tookMs: 9 }),
      happens(57_000, "drill.ended", { why: "held", detail: "over" }),
    ],
  );
  return judge(plan, summarise(plan, watched(plan, inputs, 58_000).events));
}

test("requests that left when a short fault may have been over make a Test unknown", () => {
  expect(lateIn(20, 1_450)).toMatchObject({
    verdict: "unknown",
    reason: expect.stringContaining(
      'sent 1450 ms behind schedule while the fault "cut" lasted 1500 ms',
    ),
  });
  expect(lateIn(20, 800).verdict).toBe("pass");
  expect(lateIn(40, 1_450).verdict).toBe("pass");
});
