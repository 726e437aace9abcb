import { describe, expect, it } from "vitest";
import type { DeclaredState } from "../../src/event/incident.ts";
import { visibleTo } from "../../src/event/visible.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { display } from "../../src/terminal/live.ts";
import { initialLive, see, type LiveState } from "../../src/terminal/live-state.ts";
import { liveView } from "../../src/terminal/live-view.ts";
import { styleFor } from "../../src/terminal/style.ts";
import { happens, journal, type TimedInput } from "../support/event-builder.ts";
import { regionsEvents, regionsPlan } from "../support/two-regions.ts";

const style = styleFor({}, { LANG: "C.UTF-8" });

/** The view of a player at an exercise second of the drill. */
function at(second: number, plan: Plan = regionsPlan): LiveState {
  const state = initialLive(plan, "drill");
  for (const event of regionsEvents()) {
    if (event.ex > second * 1_000) break;
    const visible = visibleTo(event, { roles: ["tloc"], truth: false });
    if (visible !== undefined) see(state, visible, plan);
  }
  return state;
}

const view = (columns: number, rows: number, plan?: Plan): readonly string[] =>
  liveView(at(70, plan), { columns, rows }, style);
const line = (lines: readonly string[], start: string): string =>
  lines.find((each) => each.trimStart().startsWith(start)) ?? "";

describe("dashboards in the live view", () => {
  it("show each region apart, with what is below its objective marked by more than colour", () => {
    expect(line(view(79, 23), "success")).toContain(
      "www ✗ 42 % ▄▄▄▄▄▄   web-a ✗ 0 % ▁▁▁▁▁▁   web-b ✗ 84 % ▇▇▇▇▇▇",
    );
    expect(line(view(79, 23), "latency")).toMatch(/web-a 900 ms █+ {3}web-b 380 ms █+$/);
  });

  it("show words whole where there is room, and with both their ends where there is not", () => {
    expect(line(view(120, 30), "replication")).toContain(
      "GTID set of db-b 3e11fa47:1-4800   primary db-a",
    );
    expect(line(view(79, 23), "replication")).toContain(
      "GTID set of db-b 3e1…1-4800   primary db-a",
    );
  });

  it("show the highest keys of a signal", () => {
    expect(line(view(79, 23), "Limiter")).toMatch(/acme 3\d .*bolt 12 .*crow 6/);
    expect(line(view(79, 23), "Limiter")).not.toContain("dune");
  });

  it("stand side by side on a wide terminal", () => {
    expect(line(view(159, 40), "Regions")).toMatch(/Regions +Database$/);
  });

  it.each([
    [59, 20],
    [79, 23],
    [119, 30],
    [159, 40],
    [199, 60],
  ])("fit %i columns and %i rows", (columns, rows) => {
    const lines = view(columns, rows);
    expect(Math.max(...lines.map((each) => each.length))).toBeLessThanOrEqual(columns);
    expect(lines.length).toBeLessThanOrEqual(rows);
  });

  it("never cut a command that can be typed in two", () => {
    for (const columns of [60, 70, 80, 100, 160])
      expect(line(view(columns, 23), "tools")).toMatch(
        /^ tools( {3}(gameday (sql|prove|status)|logs in the run folder))+$/,
      );
  });

  it("leave the log its place in a low window, and say what is missing", () => {
    const lines = view(79, 17);
    expect(lines.join("\n")).toMatch(/\d+ more lines of dashboards in a taller window/);
    expect(lines.some((each) => each.includes("gameday status"))).toBe(true);
  });

  it("never show a signal that is for judging alone", () => {
    expect(view(199, 60).join("\n")).not.toContain("a sign of the answer");
  });

  it("give way to the plain list of signals where none is declared", () => {
    const lines = view(119, 30, {
      ...regionsPlan,
      scenario: { ...regionsPlan.scenario, dashboards: {} },
    });
    expect(lines.join("\n")).toContain("replica lag 40 s");
    expect(lines.join("\n")).not.toContain("Regions");
  });
});

describe("the end of a drill in the live view", () => {
  it("is waited for while everything is healed", () => {
    const state = at(70);
    for (const event of journal(regionsPlan, [happens(70_000, "drill.phase", { phase: "heal" })]))
      see(state, event, regionsPlan);
    expect(liveView(state, { columns: 99, rows: 30 }, style).at(-1)).toBe(
      " next    wait: undoing faults and cleaning up",
    );
  });

  it.each([
    ["told", ["heal", "over"]],
    ["never told", ["heal"]],
  ] as const)(
    "leaves a last screen with nothing to wait for or to type where it was %s",
    (_how, phases) => {
      const frames: string[] = [];
      const shown = display(
        { isTTY: true, columns: 100, rows: 30, write: (text) => frames.push(text) },
        regionsPlan,
        "drill",
        { LANG: "C.UTF-8", NO_COLOR: "1" },
      );
      for (const event of journal(
        regionsPlan,
        phases.map((phase) => happens(70_000, "drill.phase", { phase })),
      ))
        shown.event(event);
      shown.say("the report is written");
      shown.close();
      const last = frames.findLast((text) => text.includes("two-regions")) ?? "";
      expect(last).toContain("Regions");
      expect(last).not.toMatch(/^ (next|tools) /m);
    },
  );
});

describe("what the live view offers next", () => {
  const offered = (...states: readonly DeclaredState[]): string => {
    const state = at(70);
    for (const event of journal(regionsPlan, [
      happens(70_000, "drill.phase", { phase: "respond" }),
      ...states.map((to) => happens(70_000, "incident.state", { state: to })),
    ]))
      see(state, event, regionsPlan);
    return liveView(state, { columns: 99, rows: 30 }, style).at(-1) ?? "";
  };

  it("is the way back after a false alarm, and nothing that would be refused", () => {
    expect(offered("false-alarm")).toContain('gameday sev declare "…"');
    expect(offered("false-alarm")).not.toMatch(/mitigated|resolve/);
  });

  it("names the severity that was in force, beside a header that says false alarm and no clock that runs", () => {
    const state = at(70);
    const events = [
      happens(70_000, "drill.phase", { phase: "respond" }),
      happens(70_000, "incident.declared", {
        level: 0,
        name: "Fast Frog",
        text: "errors",
        deadlineEx: 970_000,
      }),
      happens(71_000, "incident.state", { state: "false-alarm" }),
    ];
    for (const event of journal(regionsPlan, events)) see(state, event, regionsPlan);
    const lines = liveView(state, { columns: 99, rows: 30 }, style);
    expect(lines[0]).toContain("False alarm  Fast Frog");
    expect(lines.join("\n")).toContain("stopped: false alarm");
    expect(lines.slice(0, 2).join("\n")).not.toMatch(/SEV 0|\bleft\b/);
    expect(lines.at(-1)).toContain('gameday sev declare 0 "…"');
  });

  it("shows the target of the severity that set it after a lower one keeps it", () => {
    const state = at(70);
    const events = [
      happens(10_000, "incident.declared", {
        level: 0,
        name: "Fast Frog",
        text: "errors",
        deadlineEx: 910_000,
      }),
      happens(60_000, "incident.severity", {
        from: 0,
        to: 1,
        why: "less",
        automatic: false,
        deadlineEx: 910_000,
      }),
    ];
    for (const event of journal(regionsPlan, events)) see(state, event, regionsPlan);
    expect(liveView(state, { columns: 99, rows: 30 }, style).join("\n")).toContain("target 15 m ");
  });

  it("is the work again once the incident is reopened", () => {
    expect(offered("false-alarm", "reopened")).toContain("gameday sev mitigated");
  });

  it("is nothing but waiting once it is resolved", () => {
    expect(offered("mitigated", "resolved")).not.toContain("gameday");
  });
});

describe("a paused drill in the live view", () => {
  const paused = happens(70_000, "drill.paused", { why: "a fire alarm" });
  const resumed = happens(70_000, "drill.resumed", { pausedMs: 123_000 });
  const said = (...acts: readonly TimedInput[]): readonly string[] => {
    const state = at(70);
    for (const event of journal(regionsPlan, acts)) see(state, event, regionsPlan);
    return liveView(state, { columns: 99, rows: 30 }, style);
  };

  it("says so in its first line, and what ends it in its last", () => {
    const lines = said(paused);
    expect(lines[0]).toContain("PAUSED");
    expect(lines.at(-1)).toContain("gameday unpause");
    expect(Math.max(...lines.map((each) => each.length))).toBeLessThanOrEqual(99);
  });

  it("goes on when it does", () => {
    expect(said(paused, resumed)[0]).not.toContain("PAUSED");
  });
});

describe("exercise time in the live view", () => {
  it("has a sign wherever it stands, so that nobody takes it for the time of day", () => {
    const lines = view(159, 40);
    expect(lines[0]).toMatch(/ \+01:10$/);
    expect(lines.join("\n")).toContain("below for ");
    expect(lines.filter((each) => /(^|[^+\d:])\d\d:\d\d/.test(each))).toEqual([]);
  });
});
