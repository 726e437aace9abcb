import type { Phase } from "../event/drill.ts";
import type { EventData } from "../event/event.ts";
import type { Drill } from "./drill.ts";
import { Ended } from "./ending.ts";
import { watchHealth } from "./health.ts";
import type { Live } from "./live.ts";

type Gated = Pick<Drill, "plan" | "recorder" | "waiters" | "playing" | "exMs">;

export async function enter({ recorder }: Pick<Drill, "recorder">, name: Phase): Promise<void> {
  // When the fault comes is for the players to notice.
  await recorder.sure({
    type: "drill.phase",
    data: { phase: name },
    sees: name === "break" || name === "respond" ? "truth" : "all",
  });
}

/**
 * Waits until the baseline holds for its time; three times that, and the machine or the scenario is
 * not healthy.
 */
export async function baseline(drill: Gated, live: Live): Promise<void> {
  const { for: forMs, expect } = live.scenario.baseline;
  const until = drill.exMs() + forMs * 3 + 10_000;
  const since = drill.exMs() + forMs;
  const health = watchHealth(drill.recorder, live.scenario);
  const met = await drill.waiters.until(
    () => drill.exMs() >= since && live.heldFor(expect, forMs),
    () => drill.exMs() > until,
    drill.playing,
  );
  await gate(
    drill,
    "baseline",
    met,
    met
      ? "healthy before the fault"
      : `the stack was not healthy before the fault: ${health.whyNot(since / 1_000)}`,
  );
  drill.recorder.record({
    type: "drill.note",
    data: {
      text:
        drill.plan.scenario.kind === "Test"
          ? "The system is healthy. The faults come next."
          : "The system is healthy and you are on call. Anything may happen now.",
    },
  });
}

export async function gate(
  { recorder }: Pick<Drill, "recorder">,
  name: EventData["gate.checked"]["gate"],
  met: boolean,
  detail: string,
): Promise<void> {
  await recorder.sure({ type: "gate.checked", data: { gate: name, met, detail } });
  if (!met) throw new Ended({ why: "gate", detail });
}

/** After a Test: the baseline must come back. Throws when the drill is no longer watched. */
export async function baselineAgain(
  drill: Gated & Pick<Drill, "faults">,
  live: Live,
  signal: AbortSignal,
  blind: AbortSignal,
): Promise<void> {
  const { for: forMs, expect } = live.scenario.baseline;
  for (const id of drill.faults.active) await drill.faults.undo(id, "ended");
  const until = drill.exMs() + forMs * 3;
  const met = await drill.waiters.until(
    () => live.heldFor(expect, forMs),
    () => signal.aborted || drill.exMs() > until,
    blind,
  );
  await drill.recorder.sure({
    type: "gate.checked",
    data: {
      gate: "baseline-again",
      met,
      detail: met
        ? "healthy again after the fault"
        : "not healthy again after the fault was undone",
    },
  });
}
