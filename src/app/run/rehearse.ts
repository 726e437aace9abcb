import { judge } from "../../control/proof/judge.ts";
import type { Drill } from "../../engine/drill.ts";
import type { EventInput } from "../../event/event.ts";
import type { Artefact } from "../../event/play.ts";
import { matchHere } from "../../kernel/pattern.ts";
import type { Action } from "../../plan/plan.ts";
import { isSimulated } from "../../plan/runtime-names.ts";
import { matchApart } from "../../stage/match-apart.ts";
import { scenarioSoFar } from "./scenario-so-far.ts";

/**
 * Looks at the healthy system as the scripted player will look at the broken one: what proves a
 * finding then must prove nothing now. Resolves when it has looked, or when there was no time.
 */
export async function rehearse(
  drill: Drill,
  look: (action: Action) => Promise<Artefact>,
): Promise<void> {
  const healthy = (): boolean => drill.state.phase === "steady";
  const after = (): boolean => !["up", "steady"].includes(drill.state.phase);
  if (!(await drill.waiters.until(healthy, after, drill.playing).catch(() => false))) return;
  const matching = isSimulated(drill.plan.runtime) ? matchHere : matchApart;
  const began = drill.exMs();
  const settled = (): boolean => drill.exMs() - began >= drill.plan.scenario.baseline.for / 2;
  if (!(await drill.waiters.until(settled, after, drill.playing).catch(() => false))) return;
  for (const [evidence, { accept, canonical }] of Object.entries(scenarioSoFar(drill).evidence)) {
    const { command, output } = await look(canonical);
    const { accepted, how } = await judge(accept, { command, output }, matching);
    if (!healthy()) return;
    const event: EventInput = {
      type: "evidence.rehearsed",
      data: { evidence, proves: accepted, how },
    };
    drill.recorder.record(event);
  }
}
