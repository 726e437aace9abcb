import type { EventInput, GamedayEvent } from "../event/event.ts";
import { plannedInjects } from "../plan/injects.ts";
import type { Drill } from "./drill.ts";
import { broken } from "./ending.ts";
import type { Live } from "./live.ts";

type Injecting = Pick<Drill, "plan" | "recorder" | "faults" | "playing" | "end">;

/**
 * Puts the scenario's injects on the schedule, and from here on applies the faults that some of
 * them bring. When they come is for the incident's clockwork and the facilitator to say.
 */
export async function scheduleInjects(drill: Injecting, live: Live): Promise<void> {
  const planned = Object.entries(plannedInjects(live.scenario, drill.plan.timeScale));
  if (planned.length === 0) return;
  drill.recorder.listen((event) => bringFaults(drill, live, event));
  await drill.recorder.recordAll(
    planned.map(([inject, plan]): EventInput => ({
      type: "inject.scheduled",
      data: { inject, plan },
    })),
  );
}

/** One that is not possible here is recorded as failed and ends nothing. */
function bringFaults(drill: Injecting, live: Live, event: GamedayEvent): void {
  if (event.type !== "inject.delivered" || drill.playing.aborted) return;
  for (const fault of drill.plan.faults.filter(({ inject }) => inject === event.data.inject))
    drill.faults
      .apply(fault, live.scenario.faults[fault.id]?.with ?? {}, drill.playing)
      .catch((error: unknown) => {
        if (!drill.playing.aborted) drill.end(broken(error).ending, error);
      });
}
