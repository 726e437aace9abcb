import { compareAfterHeal } from "../event/difference.ts";
import type { EventData, EventInput, GamedayEvent } from "../event/event.ts";
import type { Facts } from "../event/facts.ts";
import type { Residue } from "../event/heal.ts";
import { undoTargets, undoWithout, type Undo } from "../event/undo.ts";
import { fullText } from "../kernel/error.ts";
import { openFaults, type OpenFault } from "./open-faults.ts";

/** What recovering a dead drill needs of the outside. */
export interface RecoverPorts {
  /** Everything in the journal; none when there is no journal. */
  events(): AsyncIterable<GamedayEvent>;
  /**
   * Continues the journal; undefined when it cannot be written, and healing goes on all the same.
   */
  record: ((input: EventInput) => Promise<void>) | undefined;
  /**
   * Once the events were read: what stays and may be broken although they do not say so, because
   * some are missing.
   */
  lost(): readonly Residue[];
  /**
   * Parts of the stack that stay after it, such as the user's own containers; undefined where all
   * of it is ours.
   */
  readonly stays: Staying | undefined;
  /** Takes everything down that carries the drill's mark, and says what could not be removed. */
  sweep(): Promise<readonly Residue[]>;
  monoMs(): number;
}

/**
 * What was there before the drill and stays: its faults are taken back one by one, and it must be
 * as it was.
 */
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
  /** Targets that are given up where they cannot be healed. */
  readonly forget?: ReadonlySet<string>;
}

/**
 * Heals a drill whose process is gone, from its journal and its mark. Every part of our own stack
 * ends with the sweep, and with it every fault that was in it. Safe to repeat: what the journal
 * says already is not said again, above all how a drill ended that crashed while using its report.
 */
export async function recover(
  reason: RecoverReason,
  ports: RecoverPorts,
): Promise<readonly Residue[]> {
  const start = ports.monoMs();
  const { forget = new Set<string>(), ...why } = reason;
  const { open, ended, captured, healed } = await owed(ports.events());
  if (ended && healed && open.length === 0) return ports.sweep();
  // Nothing that the disk says keeps us from healing.
  const tell = async (input: EventInput): Promise<void> => ports.record?.(input).catch(() => {});
  await tell({ type: "heal.started", data: { why: reason.detail } });
  const [outside, ours] = [
    open.filter(({ undo }) => staysOf(undo, ports.stays)),
    open.filter(({ undo }) => !staysOf(undo, ports.stays)),
  ];
  const residue: Residue[] = [];
  if (ports.stays !== undefined)
    residue.push(...(await restore(outside, { captured, forget, stays: ports.stays, tell })));
  const left = await ports.sweep();
  for (const { id, undo } of ours) {
    const gone = left.length === 0;
    await tell({
      type: "fault.undone",
      data: {
        id,
        ok: gone,
        evidence: gone
          ? `its target went down with the stack (${undo.do})`
          : "something of the stack is still there",
        why: "heal",
      },
    });
  }
  residue.push(...left, ...ports.lost());
  await tell({ type: "heal.done", data: { residue, tookMs: Math.round(ports.monoMs() - start) } });
  if (ended) return residue;
  await tell({ type: "drill.ended", data: why });
  await tell({ type: "drill.phase", data: { phase: "over" } });
  return residue;
}

/** Is it a fault of something that stays? */
export function staysOf(undo: Undo, stays: Staying | undefined): stays is Staying {
  if (stays === undefined) return false;
  return undoTargets(undo).some((target) => stays.has(target));
}

interface Restoring {
  readonly captured: ReadonlyMap<string, Facts>;
  readonly forget: ReadonlySet<string>;
  readonly stays: Staying;
  readonly tell: (input: EventInput) => Promise<void>;
}

/**
 * Takes the faults of what stays back, newest first, and compares each target with what was
 * captured of it. Each by itself; what remains of one that is given up is noted and is no residue.
 */
async function restore(
  open: readonly OpenFault[],
  { captured, forget, stays, tell }: Restoring,
): Promise<readonly Residue[]> {
  const residue: Residue[] = [];
  const givenUp = new Map<string, string[]>();
  const leave = (target: string, left: readonly Residue[]): void => {
    if (!forget.has(target)) return void residue.push(...left);
    givenUp.set(target, [...(givenUp.get(target) ?? []), ...left.map(({ detail }) => detail)]);
  };
  for (const { id, undo } of open) {
    const why = await undoOne(id, undo, { forget, stays, tell });
    if (why !== undefined)
      leave(givenUpOf(undo, forget), [
        { what: "other", detail: `the fault "${id}" could not be undone: ${why}` },
      ]);
  }
  for (const [target, facts] of captured) {
    if (!stays.has(target)) continue;
    const after = await stays.capture(target).catch(() => undefined);
    const { checked, residue: left } = compareAfterHeal(target, facts, after, () => true);
    await tell({ type: "restoration.checked", data: checked });
    leave(target, left);
  }
  for (const [target, left] of givenUp)
    if (left.length > 0)
      await tell({ type: "target.forgotten", data: { target, left: left.join("; ") } });
  return residue;
}

/** The target that a fault is dropped with when everything it affected is given up. */
function givenUpOf(undo: Undo, forget: ReadonlySet<string>): string {
  const [first = ""] = undoTargets(undo);
  return undoWithout(undo, forget) === undefined || !("target" in undo) ? first : undo.target;
}

/**
 * Why one fault is not proven to be undone; undefined when it is. Where that fails for a whole
 * group, again without those who are given up.
 */
async function undoOne(
  id: string,
  undo: Undo,
  { forget, stays, tell }: Omit<Restoring, "captured">,
): Promise<string | undefined> {
  try {
    const { ok, evidence } = await stays.takeBack(undo);
    await tell({ type: "fault.undone", data: { id, ok, evidence, why: "heal" } });
    return ok ? undefined : evidence;
  } catch (error) {
    await tell({ type: "fault.failed", data: { id, doing: "undo", message: fullText(error) } });
    const rest = undoWithout(undo, forget);
    return rest === undefined || undoTargets(rest).length === undoTargets(undo).length
      ? fullText(error)
      : undoOne(id, rest, { forget, stays, tell });
  }
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
      if (event.type === "target.forgotten") captured.delete(event.data.target);
      if (event.type === "restoration.captured") captured.set(event.data.target, event.data.facts);
      yield event;
    }
  };
  const open = await openFaults(watched());
  return { open, ended, healed, captured };
}
