import type { GamedayEvent } from "../event/event.ts";
import { undoWithout, type Undo } from "../event/undo.ts";

export interface OpenFault {
  readonly id: string;
  readonly undo: Undo;
}

/**
 * The faults that were armed and never proven undone: what a dead drill still owes. Newest first,
 * the order to undo in.
 */
export async function openFaults(
  events: AsyncIterable<GamedayEvent> | Iterable<GamedayEvent>,
): Promise<readonly OpenFault[]> {
  const open = new Map<string, OpenFault>();
  for await (const event of events) {
    if (event.type === "fault.armed")
      open.set(event.data.id, { id: event.data.id, undo: event.data.undo });
    if (event.type === "fault.undone" && event.data.ok) open.delete(event.data.id);
    if (event.type === "target.forgotten") forgetTarget(open, event.data.target);
  }
  return [...open.values()].toReversed();
}

function forgetTarget(open: Map<string, OpenFault>, target: string): void {
  for (const { id, undo } of open.values()) {
    const rest = undoWithout(undo, new Set([target]));
    if (rest === undefined) open.delete(id);
    else open.set(id, { id, undo: rest });
  }
}
