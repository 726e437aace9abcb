import type { GamedayEvent, Undo } from "../event/event.ts";

export interface OpenFault {
  readonly id: string;
  readonly undo: Undo;
}

/** The faults that were armed and never proven undone: what a dead drill still owes. Newest first, the order to undo in. */
export async function openFaults(events: AsyncIterable<GamedayEvent> | Iterable<GamedayEvent>): Promise<readonly OpenFault[]> {
  const open = new Map<string, OpenFault>();
  for await (const event of events) {
    if (event.type === "fault.armed") open.set(event.data.id, { id: event.data.id, undo: event.data.undo });
    if (event.type === "fault.undone" && event.data.ok) open.delete(event.data.id);
  }
  return [...open.values()].toReversed();
}
