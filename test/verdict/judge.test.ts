import { describe, expect, test } from "vitest";
import type { GamedayEvent } from "../../src/event/event.ts";
import { summarise } from "../../src/metrics/summary.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { Check } from "../../src/verdict/finding.ts";
import { judge, type Judgement } from "../../src/verdict/judge.ts";
import {
  bins,
  happens,
  inOrder,
  journal,
  testPlan,
  type TimedInput,
} from "../support/event-builder.ts";
import { fastFrog, fastFrogPlan, story } from "../support/fast-frog-events.ts";
import { watched } from "../support/watched.ts";

const plan = fastFrogPlan();
const frog = fastFrog(plan);

/** The story with some events changed or left out. */
function told(
  change: (event: GamedayEvent) => GamedayEvent | undefined,
  of: Plan = plan,
): Judgement {
  return judge(
    of,
    summarise(
      of,
      frog.flatMap((event) => change(event) ?? []),
    ),
  );
}
const without = (
  type: GamedayEvent["type"],
  which: (data: GamedayEvent["data"]) => boolean = () => true,
): Judgement => told((event) => (event.type === type && which(event.data) ? undefined : event));
const change = <T extends GamedayEvent["type"]>(
  type: T,
  by: Partial<Extract<GamedayEvent, { type: T }>["data"]>,
  which: (event: GamedayEvent) => boolean = () => true,
): Judgement =>
  told((event) =>
    event.type === type && which(event)
      ? ({ ...event, data: { ...event.data, ...by } } as GamedayEvent)
      : event,
  );

describe("given the story of Fast Frog", () => {
  test("service restored within the target of the severity in force: pass, in one sentence", () => {
    expect(told((event) => event)).toMatchObject({
      verdict: "pass",
      reason: "service restored 5 m 27 s after the fault; target 15 m (SEV 0)",
    });
  });

  test("under a time scale the target is said in both times", () => {
    const scaled = { ...plan, timeScale: 6 };
    const { reason } = told(
      (event) =>
        event.type === "incident.severity"
          ? { ...event, data: { ...event.data, deadlineEx: story.raised * 1_000 + 150_000 } }
          : event,
      scaled,
    );
    expect(reason).toBe(
      "service restored 5 m 27 s after the fault, 47 s late; target 2 m 30 s (15 m at 6x, SEV 0)",
    );
  });

  test("later than the target fails", () => {
    expect(change("incident.severity", { deadlineEx: 300_000 })).toMatchObject({
      verdict: "fail",
      reason: expect.stringContaining("47 s late"),
    });
  });

  test("users who came back because the fault ended were not brought back", () => {
    expect(
      change(
        "truth.changed",
        { by: "fault-ended" },
        (event) => event.type === "truth.changed" && event.data.state === "contained",
      ),
    ).toMatchObject({
      verdict: "fail",
      reason: expect.stringContaining("only because the fault ended"),
    });
  });

  test("never contained fails", () => {
    expect(
      without("truth.changed", (data) => "state" in data && data.state === "contained"),
    ).toMatchObject({ verdict: "fail", reason: "called resolved, but service was not restored" });
  });

  test("a recurrence that nobody ended fails and says when", () => {
    const changed = told((event) =>
      event.type === "truth.changed" && event.data.state === "cleared"
        ? { ...event, at: 390_000, data: { state: "recurred", detail: "" } }
        : event,
    );
    expect(changed).toMatchObject({
      verdict: "fail",
      reason:
        "users were affected again 6 m 10 s after the fault and service was not restored before the drill ended",
    });
  });

  test("a fault that people took away once users were affected is their work; one that vanished before is no fault", () => {
    const impactAt = frog.find(({ type }) => type === "impact.started")?.at ?? 0;
    const lapsing = (at: number): Judgement =>
      judge(
        plan,
        summarise(
          plan,
          frog.flatMap((event): GamedayEvent[] =>
            event.type === "fault.verified"
              ? [
                  event,
                  {
                    ...event,
                    at,
                    type: "fault.lapsed",
                    data: { id: event.data.id, evidence: "nothing is sent", workedMs: 2_000 },
                  },
                ]
              : [event],
          ),
        ),
      );
    expect(lapsing(impactAt + 60_000).verdict).toBe("pass");
    expect(lapsing(impactAt - 1)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("stopped working 2 s after it was applied"),
    });
  });

  test.each<[string, () => Judgement]>([
    [
      "a baseline that was not met",
      () =>
        change(
          "gate.checked",
          { met: false },
          (event) => event.type === "gate.checked" && event.data.gate === "baseline",
        ),
    ],
    [
      "a symptom that did not appear",
      () =>
        change(
          "gate.checked",
          { met: false },
          (event) => event.type === "gate.checked" && event.data.gate === "mustBreak",
        ),
    ],
    ["gates that were never checked", () => without("gate.checked")],
    ["a fault that was never verified", () => without("fault.verified")],
    ["a fault that did not work at its target", () => change("fault.verified", { ok: false })],
    [
      "a fault that was never applied",
      () => told((event) => (event.type.startsWith("fault.") ? undefined : event)),
    ],
    ["an interrupted drill", () => change("drill.ended", { why: "interrupted" })],
    ["a real-world emergency", () => change("drill.ended", { why: "real-emergency" })],
    ["a stopped drill", () => change("drill.ended", { why: "stopped" })],
    ["a drill that broke", () => change("drill.ended", { why: "error", detail: "mysqld died" })],
    ["a drill that died", () => without("drill.ended")],
    [
      "a drill in which nobody was hurt",
      () =>
        told((event) =>
          event.type === "truth.changed" || event.type === "impact.started" ? undefined : event,
        ),
    ],
    [
      "a service of which nothing was measured",
      () => without("load.bin", (data) => "flow" in data && data.flow === "web"),
    ],
    [
      "a generator that went quiet halfway",
      () =>
        told((event) => (event.type === "load.bin" && event.data.second > 200 ? undefined : event)),
    ],
    [
      "a saturated generator",
      () =>
        told((event) =>
          event.type === "load.bin" && event.data.second > 300
            ? { ...event, data: { ...event.data, lateP99: 150 } }
            : event,
        ),
    ],
    ["healing that did not end", () => without("heal.done")],
  ])("%s makes it unknown", (_what, judgement) => {
    expect(judgement().verdict).toBe("unknown");
  });

  test("two late seconds of a busy machine decide nothing", () => {
    expect(
      told((event) =>
        event.type === "load.bin" && event.data.second >= 300 && event.data.second < 302
          ? { ...event, data: { ...event.data, lateP99: 150 } }
          : event,
      ).verdict,
    ).toBe("pass");
  });

  test("what is left behind fails the drill", () => {
    expect(
      change("heal.done", { residue: [{ what: "port", detail: "127.0.1.1:3306" }] }),
    ).toMatchObject({ verdict: "fail", reason: "left behind: port 127.0.1.1:3306" });
  });

  test("an incident nobody declared has no clock, and the users' return still counts", () => {
    expect(told((event) => (event.type.startsWith("incident.") ? undefined : event))).toMatchObject(
      {
        verdict: "pass",
        reason:
          "service restored 5 m 27 s after the fault; no incident was declared, so no clock ran",
      },
    );
  });
});

describe("given a Test", () => {
  const testOf: Plan = testPlan({ kind: "Test", mustBreak: undefined, mustHold: { for: "45s" } });
  const lived = (
    good: number,
    gates: readonly [gate: string, met: boolean][] = [
      ["baseline", true],
      ["mustHold", good === 25],
      ["baseline-again", true],
    ],
  ): Judgement => {
    const inputs: TimedInput[] = inOrder(
      bins("web", 0, 80, 100, 100),
      bins("partner", 0, 20, 25, 25),
      bins("partner", 20, 60, 25, good),
      bins("partner", 60, 80, 25, 25),
      happens(20_000, "fault.armed", {
        fault: "load-surge",
        id: "batch",
        target: "",
        with: {},
        undo: { do: "end-flow", flow: "batch" },
      }),
      happens(20_001, "fault.applied", { id: "batch" }),
      happens(21_000, "fault.verified", { id: "batch", ok: true, evidence: "40 requests" }),
      happens(60_000, "fault.undone", { id: "batch", ok: true, evidence: "gone", why: "ended" }),
      ...gates.map(([gate, met], i) =>
        happens(61_000 + i, "gate.checked", { gate: gate as "baseline", met, detail: gate }),
      ),
      happens(80_000, "heal.started", { why: "over" }),
      happens(81_000, "heal.done", { residue: [], tookMs: 900 }),
      happens(82_000, "drill.ended", { why: "held", detail: "over" }),
    );
    const { events } = watched(testOf, inputs, 85_000);
    return judge(testOf, summarise(testOf, events));
  };

  test("a system that held passes", () => {
    expect(lived(25)).toMatchObject({
      verdict: "pass",
      reason: 'every SLI met its objective for 40 s of "batch" and 5 s after it',
    });
  });

  test("one that did not hold fails, with the figure", () => {
    expect(lived(20)).toMatchObject({
      verdict: "fail",
      reason:
        'the system did not hold: api 82.22 % good (objective 99.5 %), 200 of 1125 requests lost in the 45 s from the fault "batch" on',
    });
  });

  test("one whose objectives were not seen to hold though nobody was hurt is unknown, not red", () => {
    expect(
      lived(25, [
        ["baseline", true],
        ["mustHold", false],
        ["baseline-again", true],
      ]).verdict,
    ).toBe("unknown");
  });

  test("one that was never asked is unknown", () => {
    expect(lived(25, [["baseline", true]]).verdict).toBe("unknown");
  });

  test("one that does not recover after it fails", () => {
    expect(
      lived(25, [
        ["baseline", true],
        ["mustHold", true],
        ["baseline-again", false],
      ]),
    ).toMatchObject({ verdict: "fail" });
  });
});

describe("the ranking", () => {
  const summary = summarise(plan, frog);
  const check = (name: string, role: Check["role"], run: Check["run"]): Check => ({
    name,
    title: name,
    role,
    run,
  });
  const says =
    (verdict: "pass" | "fail" | "unknown") =>
    (): { verdict: "pass" | "fail" | "unknown"; text: string } => ({ verdict, text: verdict });

  test.each<[string, readonly Check[]]>([
    ["unknown", [check("a", "question", says("fail")), check("b", "ground", says("unknown"))]],
    [
      "fail",
      [
        check("a", "question", says("pass")),
        check("b", "aside", says("fail")),
        check("c", "aside", says("unknown")),
      ],
    ],
    ["unknown", [check("a", "question", says("pass")), check("b", "aside", says("unknown"))]],
    ["pass", [check("a", "question", says("pass")), check("b", "ground", says("pass"))]],
    ["unknown", [check("a", "ground", says("pass")), check("b", "aside", says("pass"))]],
    ["unknown", []],
  ])("ends in %s", (verdict, checks) => {
    expect(judge(plan, summary, checks).verdict).toBe(verdict);
  });

  test("a check that crashes is unknown and the others still speak", () => {
    const broken = check("broken", "aside", () => {
      throw new Error("oops");
    });
    expect(judge(plan, summary, [check("a", "question", says("pass")), broken])).toMatchObject({
      verdict: "unknown",
      reason: "this check crashed: oops",
      findings: [{ check: "a" }, { check: "broken" }],
    });
  });
});

test("an empty journal is unknown", () => {
  expect(judge(plan, summarise(plan, [])).verdict).toBe("unknown");
  expect(judge(plan, summarise(plan, journal(plan, []))).verdict).toBe("unknown");
});
