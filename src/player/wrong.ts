import type { Stage } from "./hands.ts";

/**
 * Acts immediately and without looking: performs each mistake that the scenario lists for it,
 * then claims that all is well.
 */
export async function playWrong(stage: Stage, mitigations: readonly string[]): Promise<void> {
  const { hands, eyes, clock, signal } = stage;
  await eyes.until(() => eyes.paged, signal);
  const { plan } = stage;
  await clock.sleep(2_000 / plan.timeScale, signal);
  if (!eyes.declared) await hands.verb("sev.declare", { text: "Database is slow." });
  for (const id of mitigations) {
    const action = plan.scenario.mitigations[id]?.action;
    if (action === undefined) throw new Error(`player: the mitigation "${id}" has no action`);
    await hands.verb("sev.update", { text: `Trying: ${plan.scenario.mitigations[id]?.title}.` });
    await hands.use(action);
    await clock.sleep(8_000, signal);
  }
  await hands.verb("sev.mitigated", { text: "Should be fine now." });
}
