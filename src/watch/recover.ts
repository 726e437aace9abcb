import { compareAfterHeal } from "../event/difference.ts";
import type { EventData, EventInput, Facts, GamedayEvent, Residue, Undo } from "../event/event.ts";
import { openFaults, type OpenFault } from "./open-faults.ts";

/** What recovering a dead drill needs of the outside. */
export interface RecoverPorts {
  /** Everything in the journal; none when there is no journal. */
  events(): AsyncIterable<GamedayEvent>;
  /** Continues the journal; undefined when it cannot be written, and healing goes on all the same. */
  record: ((input: EventInput) => Promise<void>) | undefined;
  /** Parts of the stack that stay after it, such as the user's own containers; undefined where all of it is ours. */
  readonly stays: Staying | undefined;
  /** Takes everything down that carries the drill's mark, and says what could not be removed. */
  sweep(): Promise<readonly Residue[]>;
  monoMs(): number;
}

/** What was there before the drill and stays: its faults are taken back one by one, and it must be as it was. */
export interface Staying {
  has(target: string): boolean;
  /** Takes a fault back and proves it. */
  takeBack(undo: Undo): Promise<{ readonly ok: boolean; readonly evidence: string }>;
  capture(target: string): Promise<Facts>;
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
  const { open, ended, captured, healed } = await owed(ports.events());
  if (ended && healed && open.length === 0) return ports.sweep();
  // Nothing that the disk says keeps us from healing.
  const tell = async (input: EventInput): Promise<void> => ports.record?.(input).catch(() => {});
  await tell({ type: "heal.started", data: { why: reason.detail } });
  const [outside, ours] = [open.filter(({ undo }) => staysOf(undo, ports.stays)), open.filter(({ undo }) => !staysOf(undo, ports.stays))];
  const residue: Residue[] = [];
  if (ports.stays !== undefined) residue.push(...(await restore(outside, captured, ports.stays, tell)));
  const left = await ports.sweep();
  for (const { id, undo } of ours) {
    const gone = left.length === 0;
    await tell({ type: "fault.undone", data: { id, ok: gone, evidence: gone ? `its target went down with the stack (${undo.do})` : "something of the stack is still there", why: "heal" } });
  }
  residue.push(...left);
  await tell({ type: "heal.done", data: { residue, tookMs: Math.round(ports.monoMs() - start) } });
  if (ended) return residue;
  await tell({ type: "drill.ended", data: { ...reason } });
  await tell({ type: "drill.phase", data: { phase: "over" } });
  return residue;
}

/** Is it a fault of something that stays? */
export function staysOf(undo: Undo, stays: Staying | undefined): stays is Staying {
  if (stays === undefined) return false;
  if (undo.do === "rejoin") return Object.keys(undo.places).some((target) => stays.has(target));
  return "target" in undo && stays.has(undo.target);
}

/** Takes the faults of what stays back, newest first, and compares each target with what was captured of it. */
async function restore(open: readonly OpenFault[], captured: ReadonlyMap<string, Facts>, stays: Staying, tell: (input: EventInput) => Promise<void>): Promise<readonly Residue[]> {
  const residue: Residue[] = [];
  for (const { id, undo } of open) {
    try {
      const { ok, evidence } = await stays.takeBack(undo);
      await tell({ type: "fault.undone", data: { id, ok, evidence, why: "heal" } });
      if (!ok) residue.push({ what: "other", detail: `the fault "${id}" could not be undone: ${evidence}` });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await tell({ type: "fault.failed", data: { id, doing: "undo", message } });
      residue.push({ what: "other", detail: `the fault "${id}" could not be undone: ${message}` });
    }
  }
  for (const [target, facts] of captured) {
    if (!stays.has(target)) continue;
    const after = await stays.capture(target).catch(() => undefined);
    const { checked, residue: left } = compareAfterHeal(target, facts, after, () => true);
    await tell({ type: "restoration.checked", data: checked });
    residue.push(...left);
  }
  return residue;
}

interface Owed {
  readonly open: readonly OpenFault[];
  readonly ended: boolean;
  /** Healing came to its end and left nothing. */
  readonly healed: boolean;
  /** What was captured before the first fault. */
  readonly captured: ReadonlyMap<string, Facts>;
}

/** What a journal leaves to be done. */
async function owed(events: AsyncIterable<GamedayEvent>): Promise<Owed> {
  let ended = false;
  let healed = true;
  const captured = new Map<string, Facts>();
  const watched = async function* (): AsyncGenerator<GamedayEvent> {
    for await (const event of events) {
      ended ||= event.type === "drill.ended";
      if (event.type === "heal.done") healed = event.data.residue.length === 0;
      if (event.type === "restoration.captured") captured.set(event.data.target, event.data.facts);
      yield event;
    }
  };
  const open = await openFaults(watched());
  return { open, ended, healed, captured };
}
