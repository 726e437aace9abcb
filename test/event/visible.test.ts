import { expect, test } from "vitest";
import { visibleTo } from "../../src/event/visible.ts";
import { memoryJournal } from "../../src/journal/memory-journal.ts";

const journal = memoryJournal({ clock: { monoMs: () => 0, wallMs: () => 0 }, exMs: () => 0 });
const player = { roles: ["tloc"], truth: false };
const truth = { roles: [], truth: true };

test("a player sees what is for all and for their role, and nothing of the truth", () => {
  const all = journal.append({ type: "note.added", data: { text: "a" } });
  const mine = journal.append({
    type: "message.posted",
    data: { channel: "c", text: "t" },
    sees: ["imoc", "tloc"],
  });
  const others = journal.append({
    type: "message.posted",
    data: { channel: "c", text: "t" },
    sees: ["imoc"],
  });
  const fault = journal.append({ type: "fault.applied", data: { id: "surge" } });
  expect([all, mine, others, fault].map((event) => visibleTo(event, player)?.seq)).toEqual([
    all.seq,
    mine.seq,
    undefined,
    undefined,
  ]);
  expect([all, mine, others, fault].map((event) => visibleTo(event, truth)?.seq)).toEqual([
    all.seq,
    mine.seq,
    others.seq,
    fault.seq,
  ]);
});

test("whether a claim was premature is truth: the player sees the claim alone", () => {
  const claim = journal.append({
    type: "incident.state",
    data: { state: "mitigated", text: "done", premature: true },
  });
  expect(visibleTo(claim, player)).toMatchObject({
    seq: claim.seq,
    prev: claim.prev,
    data: { state: "mitigated", text: "done" },
  });
  expect(visibleTo(claim, player)?.data).not.toHaveProperty("premature");
  expect(visibleTo(claim, truth)?.data).toHaveProperty("premature", true);
});
