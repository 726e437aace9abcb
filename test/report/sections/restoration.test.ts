import { describe, expect, it } from "vitest";
import type { EventInput } from "../../../src/event/event.ts";
import type { Difference } from "../../../src/event/heal.ts";
import { containerComponent } from "../../../src/scenario/schema/component/container.ts";
import { build } from "../../support/build-report.ts";
import { fastFrogPlan, solved, storyEvents } from "../../support/fast-frog.ts";

const captured = (target: string): EventInput => ({
  type: "restoration.captured",
  at: 29_000,
  data: { target, facts: { paused: false } },
});
const checked = (
  target: string,
  facts: number,
  differences: readonly Difference[] = [],
): EventInput => ({
  type: "restoration.checked",
  at: 490_100,
  data: { target, facts, differences },
});

/** The section of a drill that compared these targets, with what heal.done says was left. */
function section(
  inputs: readonly EventInput[],
  left: readonly string[] = [],
  plan = fastFrogPlan,
): string {
  const story = storyEvents(solved);
  const at = story.findIndex(({ type }) => type === "heal.done");
  const events = story.map((event) =>
    event.type === "heal.done"
      ? {
          ...event,
          data: {
            ...event.data,
            residue: left.map((detail) => ({ what: "state" as const, detail })),
          },
        }
      : event,
  );
  const told = [
    ...inputs.filter(({ type }) => type === "restoration.captured"),
    ...events.slice(0, at),
    ...inputs.filter(({ type }) => type === "restoration.checked"),
    ...events.slice(at),
  ];
  const markdown = build(told, plan).report["postmortem.md"];
  const from = markdown.indexOf("## Restoration\n");
  return from < 0 ? "" : markdown.slice(from, markdown.indexOf("\n## ", from + 1)).trim();
}

describe("the restoration section", () => {
  it("is left out where nothing was compared and nothing is left", () => {
    expect(section([])).toBe("");
  });

  it("says that everything is as it was, and how much was looked at", () => {
    const text = section([
      captured("api/1"),
      captured("load"),
      checked("api/1", 7),
      checked("load", 1),
    ]);
    expect(text).toMatch(
      /^## Restoration\n\nCleanup took .+\. 8 facts of 2 targets were compared with the state before the first fault: all unchanged\.$/m,
    );
    expect(text).toContain("| api/1 | 7 | ✓ as before |");
    expect(text).not.toContain("Left behind");
  });

  it("names each difference with before and after, apart from what people changed on a stack that is gone", () => {
    const text = section(
      [
        captured("db"),
        captured("api/1"),
        checked("db", 4, [
          { fact: "variable max_connections", before: 151, after: 500, residue: false },
        ]),
        checked("api/1", 7, [{ fact: "paused", before: false, after: true, residue: true }]),
      ],
      ["api/1: paused was false, is true"],
    );
    expect(text).toContain(
      "11 facts of 2 targets were compared with the state before the first fault: 1 is left behind, 1 difference discarded with the drill's own stack.",
    );
    expect(text).toContain(
      "| db | 4 | · variable max_connections was 151, is 500 (discarded with the stack) |",
    );
    expect(text).toContain("| api/1 | 7 | ✗ paused was false, is true |");
    expect(text).toMatch(
      /### Left behind\n\n- state: api\/1: paused was false, is true\n\nThis outranks the verdict: the drill exits with code 75\. Remove it with gameday stop 2026-11-21-hot-mysql-7f3a, or by hand\./,
    );
  });

  it("says so when nobody looked again: the drill died, and something of it is still there", () => {
    const text = section([captured("api/1"), captured("load"), checked("load", 1)], ["4711 (api)"]);
    expect(text).toContain(
      "1 fact of 1 target was compared with the state before the first fault: all unchanged; no second check of api/1.",
    );
    expect(text).toContain("| api/1 | – | ? not checked again |");
  });

  it("says that there is nothing to compare of what its watchdog took down", () => {
    const text = section([captured("api/1"), captured("load"), captured("db data")]);
    expect(text).toMatch(
      /^Cleanup took [^.]+\. api\/1, load and db data went down with the drill after its command had exited, so there is nothing left to compare\.$/m,
    );
    expect(text).toContain("| api/1 | – | · taken down, nothing left to compare |");
    expect(text).not.toMatch(/second check|0 facts/);
  });

  it("shows what the watchdog found of a container that stays, beside what it took down", () => {
    const text = section(
      [
        captured("web"),
        captured("load"),
        checked("web", 7, [{ fact: "paused", before: false, after: true, residue: true }]),
      ],
      ["web: paused was false, is true"],
    );
    expect(text).toContain("| web | 7 | ✗ paused was false, is true |");
    const clean = section([captured("web"), captured("load"), checked("web", 7)]);
    expect(clean).toContain(
      "7 facts of 1 target were compared with the state before the first fault: all unchanged. load went down with the drill",
    );
    expect(clean).toContain("| web | 7 | ✓ as before |");
  });

  it("never says of a container that stays that it went down", () => {
    const web = containerComponent.parse({ kind: "container", container: "web" });
    const plan = {
      ...fastFrogPlan,
      scenario: { ...fastFrogPlan.scenario, stack: { ...fastFrogPlan.scenario.stack, web } },
    };
    expect(section([captured("web")], [], plan)).toContain("No second check of web.");
  });

  it("takes the word of whoever healed last", () => {
    const text = section([
      captured("api/1"),
      checked("api/1", 7, [{ fact: "paused", before: false, after: true, residue: true }]),
      checked("api/1", 7),
    ]);
    expect(text).toContain("| api/1 | 7 | ✓ as before |");
  });
});
