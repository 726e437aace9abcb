import type { Residue } from "../event/heal.ts";
import { checkAfterPlay } from "./capacity.ts";
import { conclude } from "../monitor/monitor.ts";
import type { Drill } from "./drill.ts";
import type { Ending } from "./ending.ts";
import { within } from "./within.ts";

export interface Healed {
  readonly residue: readonly Residue[];
}

/** Healing has a deadline of its own and no caller's signal: no Ctrl-C shortens it. */
const healWithinMs = 60_000;
/** A user's k6 script may tear down for a minute, and then its thresholds are judged. */
const stopLoadWithinMs = 90_000;

/** Plays that came to an end of their own: what a script still has to say is waited for. */
const answered: ReadonlySet<Ending["why"]> = new Set(["resolved", "limit", "held", "decided"]);

/**
 * Undoes every open fault, stops the load and takes the stack down; then says what could not be
 * removed. Never throws: what fails is an event and a residue.
 */
export async function heal(drill: Drill, ending: Ending): Promise<Healed> {
  const { recorder, ports } = drill;
  const startMs = ports.clock.monoMs();
  const residue: Residue[] = [];
  recorder.heal();
  await recorder.recordAll([
    { type: "heal.started", data: { why: ending.detail } },
    { type: "drill.phase", data: { phase: "heal" } },
  ]);
  if (drill.pause.on)
    await step(drill, "end the pause", async () => (await drill.pause.thaw(), true));
  for (const id of drill.faults.toHeal(drill.stack.ids())) {
    if (!(await step(drill, `undo the fault "${id}"`, () => drill.faults.undo(id, "heal"))))
      residue.push({
        what: "other",
        detail: `the fault "${id}" could not be undone: ${drill.faults.trouble(id) ?? "not within its time"}`,
      });
  }
  const differs = await drill.restoration.check();
  residue.push(...differs);
  if (differs.length > 0)
    recorder.record({
      type: "heal.step",
      data: {
        what: "compare with the state before the faults",
        ok: false,
        detail: differs.map(({ detail }) => detail).join("; "),
      },
    });
  // What follows from what was just written, without waiting for the next tick.
  const { live } = drill.state;
  if (live !== undefined) await recorder.recordAll(conclude(live.monitor, drill.exMs()));
  await step(
    drill,
    "stop the load",
    async () => (await drill.load?.stop(!answered.has(ending.why)), true),
    stopLoadWithinMs,
  );
  recorder.record({ type: "load.stopped", data: {} });
  await checkAfterPlay(drill, ending);
  await step(drill, "stop the fault proxy", async () => (await drill.links.close(), true));
  await step(drill, "remove the stack", async () => {
    const left = await ports.runtime.down();
    residue.push(...left);
    return left.length === 0;
  });
  await recorder.sure({
    type: "heal.done",
    data: { residue, tookMs: Math.round(ports.clock.monoMs() - startMs) },
  });
  return { residue };
}

async function step(
  drill: Drill,
  what: string,
  work: () => Promise<boolean>,
  withinMs = healWithinMs,
): Promise<boolean> {
  try {
    const ok = await within(drill.ports.clock, withinMs, "not done", work);
    drill.recorder.record({ type: "heal.step", data: { what, ok } });
    return ok;
  } catch (error) {
    drill.recorder.record({
      type: "heal.step",
      data: { what, ok: false, detail: error instanceof Error ? error.message : String(error) },
    });
    return false;
  }
}
