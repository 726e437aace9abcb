import type { EventInput } from "../event/event.ts";
import type { Residue } from "../event/heal.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Ending } from "./ending.ts";
import type { Recorder } from "./recorder.ts";

export interface Healed {
  readonly residue: readonly Residue[];
}

/** Healing has a deadline of its own and no caller's signal: no Ctrl-C shortens it. */
export const healWithinMs = 60_000;

/** Healing as the journal has it, from `heal.started` and what comes with it to `heal.done`. */
export async function healing(
  { recorder, clock }: { readonly recorder: Recorder; readonly clock: Pick<Clock, "monoMs"> },
  ending: Ending,
  first: readonly EventInput[],
  work: () => Promise<readonly Residue[]>,
): Promise<Healed> {
  const startMs = clock.monoMs();
  recorder.heal();
  await recorder.recordAll([{ type: "heal.started", data: { why: ending.detail } }, ...first]);
  const residue = await work();
  await recorder.sure({
    type: "heal.done",
    data: { residue: [...residue], tookMs: Math.round(clock.monoMs() - startMs) },
  });
  return { residue };
}

/** The last lines of a journal. */
export async function recordEnd(recorder: Recorder, ending: Ending): Promise<void> {
  await recorder.sure({ type: "drill.ended", data: ending });
  await recorder.sure({ type: "drill.phase", data: { phase: "over" } });
}
