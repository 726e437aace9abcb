import { expect, test } from "vitest";
import type { EventInput } from "../../../src/event/event.ts";
import { build } from "../../support/build-report.ts";
import { open, solved, storyEvents } from "../../support/fast-frog.ts";

const tloc = { id: "you", kind: "person", roles: ["tloc"] } as const;
const praise = "It was not called mitigated before it was true.";

/** What stands under "What did not go well". */
function wentBadly(events: readonly EventInput[]): { readonly bad: string; readonly all: string } {
  const all = build(events).report["postmortem.md"] ?? "";
  return { all, bad: all.split("What did not go well")[1]?.split("Where we were lucky")[0] ?? "" };
}

const said = (state: "mitigated" | "resolved" | "false-alarm", at: number): EventInput => ({
  type: "incident.state",
  at,
  by: tloc,
  incident: "i1",
  data: { state },
});
const with_ = (...more: readonly EventInput[]): EventInput[] =>
  [...storyEvents(solved), ...more].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));

test("an honest claim is praised", () => {
  const { all, bad } = wentBadly(storyEvents(solved));
  expect(all).toContain(praise);
  expect(bad).not.toContain("while users were affected");
});

test.each([
  ["mitigated", "It was called mitigated at"],
  ["resolved", "It was resolved at"],
  ["false-alarm", "It was called off as a false alarm at"],
] as const)(
  "%s, said while users were affected, did not go well and is not praised",
  (state, words) => {
    const { all, bad } = wentBadly(with_(said(state, 300_000)));
    expect(bad).toContain(words);
    expect(all).not.toContain(praise);
  },
);

test("said after the last measured second of users who never came back is said of hurt users", () => {
  const events = storyEvents(open).map((event) =>
    event.type === "incident.state" && event.data.state === "mitigated"
      ? { ...event, at: open.end * 1_000 - 4_100 }
      : event,
  );
  const { all, bad } = wentBadly(events.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)));
  expect(bad).toContain("It was called mitigated at");
  expect(all).not.toContain(praise);
});
