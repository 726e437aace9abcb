import type { EventData } from "../event/event.ts";
import type { JudgedWindow, MustHold } from "../monitor/judged.ts";
import { commonSeconds } from "../monitor/sli.ts";
import type { ResolvedPredicate } from "../plan/plan.ts";
import { asksObjectives } from "../plan/promise.ts";
import { breakThings } from "./break.ts";
import type { Drill } from "./drill.ts";
import { Ended, type Ending } from "./ending.ts";
import type { Live } from "./live.ts";

type Holding = Pick<Drill, "plan" | "faults" | "recorder" | "waiters" | "playing" | "exMs">;

/**
 * A Test: from the moment that the first fault begins to act, the promise is kept until the last
 * one is gone.
 */
export async function hold(drill: Holding, live: Live): Promise<Ending> {
  const mustHold = live.scenario.mustHold;
  if (mustHold === undefined) throw new Error("hold: a Test without mustHold passed the lint");
  if (!(await breakThings(drill, live)))
    throw new Ended({ why: "gate", detail: "a fault could not be verified at its target" });
  await workedOff(drill, live, mustHold);
  const verified = await Promise.all(
    drill.faults.active.map((id) => drill.faults.verify(id, drill.playing)),
  );
  for (const id of drill.faults.active) await drill.faults.undo(id, "ended");
  await measured(drill, live);
  const windows = live.judged(mustHold);
  const held = windows.length > 0 && windows.every((window) => window.held === "held");
  await drill.recorder.sure({
    type: "gate.checked",
    data: {
      gate: "mustHold",
      met: held,
      detail: heldText(mustHold.expect, held),
      ...judgedSeconds(windows),
    },
  });
  if (!verified.every(Boolean))
    throw new Ended({ why: "gate", detail: "a fault no longer worked at its target at the end" });
  return { why: "held", detail: held ? "the system held by itself" : "the system did not hold" };
}

function judgedSeconds(
  windows: readonly JudgedWindow[],
): Pick<EventData["gate.checked"], "judged"> {
  const all = windows.find(({ of }) => of === "all");
  return all === undefined
    ? {}
    : { judged: { fromSecond: all.fromSecond, toSecond: all.toSecond } };
}

/**
 * A fault that ends by itself and cannot be undone is not waited for longer than this; it is
 * reported as residue. Milliseconds.
 */
const lateEndMs = 30_000;

/**
 * Waits until every fault has had the time of the promise since it began to act, and those with an
 * end of their own are over.
 */
async function workedOff(drill: Holding, live: Live, { for: forMs }: MustHold): Promise<void> {
  const armed = [...live.monitor.faults.values()].map(({ armedAt }) => armedAt);
  const until = Math.max(...armed) + forMs;
  const leases = drill.plan.faults.map(({ forMs: lease = 0 }) => lease);
  const latest = Math.max(until, Math.max(...armed) + Math.max(...leases)) + lateEndMs;
  await drill.waiters.until(
    () => drill.exMs() >= until && !drill.faults.leased,
    () => drill.exMs() > latest,
    drill.playing,
  );
}

/**
 * Waits until every second of the time to be judged is measured: as long as the slowest request of
 * its last second may take.
 */
async function measured(drill: Holding, { monitor }: Live): Promise<void> {
  const end = Math.ceil(drill.exMs() / 1_000);
  const latest = drill.exMs() + monitor.waitMs + lateBinMs;
  await drill.waiters.until(
    () => commonSeconds(monitor.slis).next >= end || monitor.slis.length === 0,
    () => drill.exMs() > latest,
    drill.playing,
  );
}

/**
 * How much later than its last request a generator on a busy machine may report a second.
 * Milliseconds.
 */
const lateBinMs = 15_000;

/** What a Test saw, in the words of what it promised. */
function heldText(expect: ResolvedPredicate, held: boolean): string {
  if (!asksObjectives(expect))
    return held ? "what was promised held" : "what was promised did not hold, or was not measured";
  return held
    ? "every SLI stayed inside its objective"
    : "an SLI left its objective, or was not measured";
}
