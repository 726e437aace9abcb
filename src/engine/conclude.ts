import { monitorActor } from "../event/actor.ts";
import type { Drill } from "./drill.ts";
import { within } from "./within.ts";

/**
 * The limit for all probes together; a probe that has not returned by then has no conclusion.
 * Milliseconds.
 */
const withinMs = 15_000;

/**
 * Asks every probe that has something to say at the end, while the stack is still as people left
 * it. Never throws.
 */
export async function concludeProbes(drill: Drill): Promise<void> {
  const { ports, recorder, state } = drill;
  if (state.live === undefined) return;
  const asked = Object.entries(state.live.scenario.signals).flatMap(
    ([signal, { probe, target = "", with: parameters }]) => {
      const conclude = ports.probes.get(probe)?.conclude;
      return conclude === undefined
        ? []
        : [
            {
              signal,
              probe,
              ask: (world: Parameters<typeof conclude>[0]) => conclude(world, target, parameters),
            },
          ];
    },
  );
  if (asked.length === 0) return;
  const world = ports.probeWorld(drill.stack);
  let over = false;
  const answers = asked.map(async ({ signal, probe, ask }) => {
    const facts = await ask(world).catch((error: unknown) => ({ error: String(error) }));
    if (!over)
      recorder.record({
        type: "probe.concluded",
        by: monitorActor,
        data: { signal, probe, facts },
      });
  });
  await within(ports.clock, withinMs, "no answer", () => Promise.all(answers)).catch(() => {});
  over = true;
  await world.close();
}
