import type { EventInput, Residue } from "../event/event.ts";
import { openFaults } from "./open-faults.ts";
import type { GamedayEvent } from "../event/event.ts";

/** What recovering a dead drill needs of the outside. */
export interface RecoverPorts {
  /** Everything in the journal; none when there is no journal. */
  events(): AsyncIterable<GamedayEvent>;
  /** Continues the journal; undefined when it cannot be written, and healing goes on all the same. */
  record: ((input: EventInput) => Promise<void>) | undefined;
  /** Takes everything down that carries the drill's mark, and says what could not be removed. */
  sweep(): Promise<readonly Residue[]>;
  monoMs(): number;
}

/**
 * Heals a drill whose process is gone, from its journal and its mark. Every part of our own stack ends with the sweep, and
 * with it every fault that was in it. Safe to repeat.
 */
export async function recover(reason: string, ports: RecoverPorts): Promise<readonly Residue[]> {
  const start = ports.monoMs();
  const tell = async (input: EventInput): Promise<void> => ports.record?.(input);
  const open = await openFaults(ports.events());
  await tell({ type: "heal.started", data: { why: reason } });
  const residue = await ports.sweep();
  for (const { id, undo } of open) {
    const gone = residue.length === 0;
    await tell({ type: "fault.undone", data: { id, ok: gone, evidence: gone ? `its target went down with the stack (${undo.do})` : "something of the stack is still there", why: "heal" } });
  }
  await tell({ type: "heal.done", data: { residue, tookMs: Math.round(ports.monoMs() - start) } });
  await tell({ type: "drill.ended", data: { why: "stopped", detail: reason } });
  await tell({ type: "drill.phase", data: { phase: "over" } });
  return residue;
}
