/**
 * Measures capacity again: before the fault if the first measurement was noisy, and after the
 * faults are undone if people did not change what it measures.
 */
import type { EventData } from "../event/event.ts";
import type { MonitorState } from "../monitor/monitor.ts";
import { marginOf } from "../plan/margin.ts";
import { resolveCalibration } from "../plan/resolve.ts";
import { bounded, measure } from "./calibrate.ts";
import type { Drill } from "./drill.ts";
import { Ended, type Ending } from "./ending.ts";
import type { Live } from "./live.ts";
import { within } from "./within.ts";

/** A second look need not be as long as the first. */
const againForMs = 3_000;

/**
 * Right before the fault: repeats the measurement if it was noisy. A machine that is now so much
 * faster that the fault could not affect users ends the drill before anything is broken.
 */
export async function checkBeforeBreak(drill: Drill, live: Live): Promise<void> {
  const noisy = [...drill.stack.calibrated]
    .filter(([, { noisy: was }]) => was)
    .map(([name]) => name);
  for (const name of noisy) {
    const value = await again(drill, name, "before-break", drill.playing);
    const first = drill.stack.calibrated.get(name)?.value ?? value;
    const { times, offered } = marginOf(drill.plan, drill.stack.values);
    // Half of the margin, as factors go: the rest is for what still changes.
    if (value <= first * Math.sqrt(times)) continue;
    const asked =
      offered === undefined
        ? "the fault"
        : `the fault, which asks for ${offered.perSecond.toFixed(1)}/s,`;
    throw new Ended({
      why: "gate",
      detail:
        `nothing was broken: ${asked} could not hurt any more, because ${name} was ` +
        `${first.toFixed(1)}/s when it was measured and is ${value.toFixed(1)}/s now that ` +
        "the machine has more to give; run it again",
    });
  }
  if (noisy.length > 0) await calm(drill, live);
}

/** Measuring is load too: what it delayed must be over before anything is broken. */
async function calm(drill: Drill, live: Live): Promise<void> {
  const { for: forMs, expect } = live.scenario.baseline;
  const since = drill.exMs();
  await drill.waiters.until(
    () => drill.exMs() - since >= forMs && live.heldFor(expect, forMs),
    () => drill.exMs() - since > 3 * forMs,
    drill.playing,
  );
}

const decidedByPlay: readonly Ending["why"][] = ["resolved", "limit", "decided", "gate"];

/**
 * With the faults undone and the load stopped: would the fault still affect users? Skipped when
 * people changed something, which may have changed the result. Never throws.
 */
export async function checkAfterPlay(drill: Drill, ending: Ending): Promise<void> {
  const { stack, ports } = drill;
  const monitor = drill.state.live?.monitor;
  if (monitor?.truth.state === undefined || monitor.truth.state === "armed") return;
  if (!decidedByPlay.includes(ending.why) || isDeedDone(monitor)) return;
  const patience = new AbortController();
  const all = async (): Promise<void> => {
    for (const name of stack.calibrated.keys())
      await again(drill, name, "after-play", patience.signal);
  };
  await within(ports.clock, patienceMs, "not measured", all).catch(() => {});
  patience.abort(new Error("the drill ends"));
}

/** Healing goes on after this, measured or not. */
const patienceMs = 20_000;

function isDeedDone(monitor: MonitorState): boolean {
  return (
    monitor.changes.length > 0 ||
    [...monitor.detected.values()].some(({ kind }) => kind === "correct" || kind === "partial")
  );
}

/** What a capacity is now, in the bounds of the scenario. */
async function again(
  drill: Drill,
  name: string,
  when: EventData["calibration.repeated"]["when"],
  signal: AbortSignal,
): Promise<number> {
  const { plan, ports, recorder, stack } = drill;
  const calibration = resolveCalibration(plan, name, stack.values);
  const {
    noisy: _noisy,
    windows: _windows,
    ...measured
  } = await measure(
    { ...calibration, for: Math.min(calibration.for, againForMs) },
    ports,
    stack,
    signal,
  );
  const value = bounded(calibration, measured.value);
  recorder.record({
    type: "calibration.repeated",
    data: { ...measured, name, when, value, unit: "/s" },
  });
  return value;
}
