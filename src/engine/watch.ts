import type { EventInput } from "../event/event.ts";
import { automation } from "../incident/automatic.ts";
import { toPeople } from "../incident/paging/reach.ts";
import { factsOf } from "../monitor/breach.ts";
import { conclude } from "../monitor/monitor.ts";
import type { Drill } from "./drill.ts";
import type { Live } from "./live.ts";
import { watchMachine } from "./machine-watch.ts";
import { sample } from "./sampler.ts";

/**
 * Faults that have no duration go on this long after service is restored (`until: contained+10m`).
 * Users and systems need real time, so it is never scaled.
 */
const afterContainedMs = 600_000;

/** A recovery is not concluded for so long while the stack cannot be looked at. Milliseconds. */
const longestLookMs = 3_000;

/**
 * Runs until healing begins: samples, conclusions, pages and reminders, faults that end by
 * themselves.
 */
export async function watch(drill: Drill, live: Live, signal: AbortSignal): Promise<void> {
  const { ports, recorder } = drill;
  const { clock, probes, tickMs } = ports;
  const world = ports.probeWorld(drill.stack);
  // If the watch fails, its samplers end too: otherwise the drill would wait for them for ever.
  const over = new AbortController();
  const rhythm = {
    clock,
    signal: AbortSignal.any([signal, over.signal]),
    paused: () => drill.pause.on,
  };
  const sampling = Promise.all([
    sample(live.scenario.signals, probes, world, recorder, rhythm),
    watchMachine(ports.machine, recorder, {
      ...rhythm,
      signal: AbortSignal.any([rhythm.signal, drill.playing]),
    }),
  ]);
  const tick = ticker(drill, live);
  try {
    for (;;) {
      await clock.sleep(tickMs, signal);
      await tick();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    over.abort(new Error("the watch has ended"));
    await sampling;
    await world.close();
  }
}

function ticker(drill: Drill, live: Live): () => Promise<void> {
  /** Since when `contained` waits for a look at the stack. */
  let looksFrom: number | undefined;
  /**
   * Whose work it was is not concluded before what people may have done by then was looked at; a
   * look that fails holds it up for seconds.
   */
  const isEarly = (input: EventInput): boolean => {
    if (input.type !== "truth.changed" || input.data.state !== "contained" || drill.playing.aborted)
      return false;
    const now = drill.exMs();
    looksFrom ??= now;
    const early = !drill.changes.seenSince(input.at ?? now) && now - looksFrom < longestLookMs;
    if (!early) looksFrom = undefined;
    return early;
  };
  return async () => {
    const now = drill.exMs();
    drill.changes.tick();
    const concluded = conclude(live.monitor, now).filter((input) => !isEarly(input));
    const told = concluded.flatMap((input) => toPeople(drill.state.incident, input));
    if (told.length > 0) await drill.recorder.recordAll(told);
    // Once healing begins no one is paged or reminded any more, and healing undoes the faults.
    if (!drill.playing.aborted) await goOn(drill, live, now);
    drill.waiters.ask();
  };
}

async function goOn(drill: Drill, live: Live, now: number): Promise<void> {
  const { faults, recorder, state } = drill;
  const due =
    live.scenario.kind === "Drill"
      ? automation(state.incident, {
          exMs: now,
          facts: factsOf(live.monitor),
        })
      : [];
  if (due.length > 0) await recorder.recordAll(due);
  abortIfDue(drill, live);
  for (const id of faults.expired()) await faults.undo(id, "ended");
  const containedMs = live.monitor.containedAtMs ?? now;
  if (now - containedMs >= afterContainedMs)
    for (const id of faults.active) await faults.undo(id, "ended");
}

/** An abort condition of the scenario: going on would do more harm than the drill is worth. */
function abortIfDue(drill: Pick<Drill, "end">, live: Live): void {
  for (const [name, { when, text, verdict }] of Object.entries(live.scenario.abortWhen)) {
    if (live.holds(when))
      drill.end({
        why: "aborted",
        detail: `aborted: ${text ?? name}`,
        ...(verdict === "fail" ? { verdict } : {}),
      });
  }
}
