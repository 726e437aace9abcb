import type { Residue } from "../event/heal.ts";
import { checkAfterPlay } from "./capacity.ts";
import { conclude } from "../monitor/monitor.ts";
import type { Drill } from "./drill.ts";
import type { Ending } from "./ending.ts";
import { healing, healWithinMs, type Healed } from "./healing.ts";
import { within } from "./within.ts";
import { messageOf } from "../kernel/message-of.ts";

/** A user's k6 script may tear down for a minute, and then its thresholds are judged. */
const stopLoadWithinMs = 90_000;

/** Endings that are not a failure: the drill waits for what a script still has to report. */
const answered: ReadonlySet<Ending["why"]> = new Set(["resolved", "limit", "held", "decided"]);

/**
 * Undoes every open fault, stops the load and takes the stack down; then says what could not be
 * removed. Never throws: what fails is an event and a residue.
 */
export function heal(drill: Drill, ending: Ending): Promise<Healed> {
  const { recorder, ports, links } = drill;
  const phase = { type: "drill.phase", data: { phase: "heal" } } as const;
  return healing({ recorder, clock: ports.clock }, ending, [phase], async () => {
    if (drill.pause.on)
      await step(drill, "end the pause", async () => (await drill.pause.thaw(), true));
    const stuck = await undoFaults(drill);
    const differs = await compare(drill);
    // What follows from what was just written, without waiting for the next tick.
    const { live } = drill.state;
    if (live !== undefined) await recorder.recordAll(conclude(live.monitor, drill.exMs()));
    await stopLoad(drill, ending);
    await checkAfterPlay(drill, ending);
    await step(drill, "stop the fault proxy", async () => (await links.close(), true));
    return [...stuck, ...differs, ...(await takeDown(drill))];
  });
}

type Healing = Pick<Drill, "recorder" | "ports">;

async function undoFaults(
  drill: Healing & Pick<Drill, "faults" | "stack">,
): Promise<readonly Residue[]> {
  const { faults, stack } = drill;
  const residue: Residue[] = [];
  for (const id of faults.toHeal(stack.ids())) {
    if (!(await step(drill, `undo the fault "${id}"`, () => faults.undo(id, "heal"))))
      residue.push({
        what: "other",
        detail: `the fault "${id}" could not be undone: ${faults.trouble(id) ?? "not within its time"}`,
      });
  }
  return residue;
}

async function compare({
  recorder,
  restoration,
}: Pick<Drill, "recorder" | "restoration">): Promise<readonly Residue[]> {
  const differs = await restoration.check();
  if (differs.length > 0)
    recorder.record({
      type: "heal.step",
      data: {
        what: "compare with the state before the faults",
        ok: false,
        detail: differs.map(({ detail }) => detail).join("; "),
      },
    });
  return differs;
}

async function stopLoad(drill: Healing & Pick<Drill, "load">, ending: Ending): Promise<void> {
  const stop = async (): Promise<boolean> => (
    await drill.load?.stop(!answered.has(ending.why)),
    true
  );
  await step(drill, "stop the load", stop, stopLoadWithinMs);
  drill.recorder.record({ type: "load.stopped", data: {} });
}

async function takeDown(drill: Healing): Promise<readonly Residue[]> {
  const residue: Residue[] = [];
  await step(drill, "remove the stack", async () => {
    const left = await drill.ports.runtime.down();
    residue.push(...left);
    return left.length === 0;
  });
  return residue;
}

async function step(
  drill: Healing,
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
      data: { what, ok: false, detail: messageOf(error) },
    });
    return false;
  }
}
