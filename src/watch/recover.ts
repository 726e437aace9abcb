import type { EventData, EventInput, GamedayEvent, Residue } from "../event/event.ts";
import { openFaults, type OpenFault } from "./open-faults.ts";

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

/** Who recovers, and why; the drill's end says it. */
export interface RecoverReason {
  readonly why: Extract<EventData["drill.ended"]["why"], "stopped" | "watchdog">;
  readonly detail: string;
}

/**
 * Heals a drill whose process is gone, from its journal and its mark. Every part of our own stack ends with the sweep, and
 * with it every fault that was in it. Safe to repeat: what the journal says already is not said again, above all how a
 * drill ended that died over its report.
 */
export async function recover(reason: RecoverReason, ports: RecoverPorts): Promise<readonly Residue[]> {
  const start = ports.monoMs();
  const { open, ended } = await owed(ports.events());
  if (ended && open.length === 0) return ports.sweep();
  // Nothing that the disk says keeps us from healing.
  const tell = async (input: EventInput): Promise<void> => ports.record?.(input).catch(() => {});
  await tell({ type: "heal.started", data: { why: reason.detail } });
  const residue = await ports.sweep();
  for (const { id, undo } of open) {
    const gone = residue.length === 0;
    await tell({ type: "fault.undone", data: { id, ok: gone, evidence: gone ? `its target went down with the stack (${undo.do})` : "something of the stack is still there", why: "heal" } });
  }
  await tell({ type: "heal.done", data: { residue, tookMs: Math.round(ports.monoMs() - start) } });
  if (ended) return residue;
  await tell({ type: "drill.ended", data: { ...reason } });
  await tell({ type: "drill.phase", data: { phase: "over" } });
  return residue;
}

/** What a journal leaves to be done. */
async function owed(events: AsyncIterable<GamedayEvent>): Promise<{ open: readonly OpenFault[]; ended: boolean }> {
  let ended = false;
  const watched = async function* (): AsyncGenerator<GamedayEvent> {
    for await (const event of events) {
      ended ||= event.type === "drill.ended";
      yield event;
    }
  };
  const open = await openFaults(watched());
  return { open, ended };
}
