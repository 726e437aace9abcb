import type { EventData, EventInput } from "../../src/event/event.ts";

/** What a watchdog says. */
export const gone = "aborted by watchdog: the command is gone";

/** A story until this second, then its end as whoever ended it writes it. */
export function cut(
  story: readonly EventInput[],
  second: number,
  why: EventData["drill.ended"]["why"] = "watchdog",
  detail = gone,
): EventInput[] {
  const at = second * 1_000;
  return [
    ...story.filter((input) => (input.at ?? 0) < at),
    { type: "heal.started", at, data: { why: detail } },
    {
      type: "fault.undone",
      at,
      data: {
        id: "batch",
        ok: true,
        evidence: "its target went down with the stack (end-flow)",
        why: "heal",
      },
    },
    { type: "heal.done", at, data: { residue: [], tookMs: 57 } },
    { type: "drill.ended", at, data: { why, detail } },
  ];
}
