import type { Stage } from "./hands.ts";

/**
 * Seconds that a quick, practised person takes between two acts. Process time, so divided by the
 * time scale.
 */
const thinkMs = 2_000;

/**
 * Detect, declare, look at the evidence with real tools, decide, act, verify, close. The order of
 * the seed's story; what is looked at and done comes from the scenario (`evidence`,
 * `players.perfect`).
 */
export async function playPerfect(stage: Stage, mitigations: readonly string[]): Promise<void> {
  const { hands, eyes, signal } = stage;
  await eyes.until(() => eyes.paged, signal);
  const { plan } = stage;
  await think(stage);
  if (!eyes.declared)
    await hands.verb("sev.declare", {
      text: "Getting errors, the apps have issues too. Not sure what is happening yet.",
    });
  await hands.verb("sev.ack", {});
  for (const id of Object.keys(plan.scenario.evidence)) await proveOne(stage, id);
  for (const id of mitigations) {
    const mitigation = plan.scenario.mitigations[id];
    if (mitigation?.action === undefined)
      throw new Error(`player: the mitigation "${id}" has no action`);
    await hands.verb("sev.update", { text: `Decided: ${mitigation.title}.` });
    await hands.use(mitigation.action);
  }
  const hold = Math.ceil(plan.scenario.hold / 1_000) + 1;
  await eyes.until(() => eyes.goodForSeconds >= hold, signal);
  await hands.verb("sev.mitigated", { text: "Service is restored everywhere." });
  await resolve(stage);
}

/** Looks until the proof holds: a person who reads the wrong second looks again. */
async function proveOne({ plan, hands, clock, signal }: Stage, id: string): Promise<void> {
  const evidence = plan.scenario.evidence[id];
  if (evidence === undefined) throw new Error(`player: unknown evidence "${id}"`);
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const artefact = await hands.use(evidence.canonical);
    const { ok } = await hands.verb("prove", { evidence: id, artefact });
    if (ok) return clock.sleep(thinkMs / plan.timeScale, signal);
    await clock.sleep(1_000, signal);
  }
}

/**
 * Watches for the time that the scenario asks for, then asks to resolve until the process agrees.
 */
async function resolve(stage: Stage): Promise<void> {
  const { hands, eyes, clock, signal, plan } = stage;
  await clock.sleep(plan.scenario.watch, signal);
  while (eyes.state !== "resolved") {
    const { ok } = await hands.verb("sev.resolve", {
      text: "Stable. No data was lost. Follow-up in the postmortem.",
    });
    if (!ok) await clock.sleep(Math.max(1_000, thinkMs / plan.timeScale), signal);
  }
}

function think({ clock, signal, plan }: Stage): Promise<void> {
  return clock.sleep(thinkMs / plan.timeScale, signal);
}
