import { breakThings, unverified } from "./break.ts";
import type { Drill } from "./drill.ts";
import type { Ending } from "./ending.ts";
import { enter, gate } from "./gates.ts";
import type { Live } from "./live.ts";

/**
 * A Drill: the faults are applied, users are affected, and people respond until the incident is
 * resolved. If no one acts, it ends `cutIdleMs` after `mustBreak`.
 */
export async function respond(
  drill: Drill,
  live: Live,
  cutIdleMs: number | undefined,
): Promise<Ending> {
  const { mustBreak } = live.scenario;
  if (mustBreak === undefined)
    throw new Error("respond: a Drill without mustBreak passed the lint");
  const start = drill.exMs();
  const breaking = breakThings(drill, live);
  breaking.catch(() => {});
  // A quick responder may fix it before the whole symptom is there; users were affected all the
  // same.
  const broke = await drill.waiters.until(
    () => live.holds(mustBreak.expect) || live.cured,
    () => drill.exMs() - start > mustBreak.within,
    drill.playing,
  );
  const early = broke && !live.holds(mustBreak.expect);
  await gate(drill, "mustBreak", broke, symptomText(broke, early));
  await enter(drill, "respond");
  const brokeAt = drill.exMs();
  const idle = (): boolean => cutIdleMs !== undefined && drill.exMs() - brokeAt >= cutIdleMs;
  // People may be done before a later fault is due: it is not waited for.
  const resolved = await Promise.race([
    drill.waiters.until(() => drill.state.incident.state === "resolved", idle, drill.playing),
    unverified(breaking),
  ]);
  // Only when the hold is over is it known whether service was restored for good: wait for that,
  // once.
  const resolvedAt = drill.exMs();
  await drill.waiters.until(
    () => !live.holdRunning,
    () => drill.exMs() - resolvedAt > live.scenario.hold + 5_000,
    drill.playing,
  );
  return resolved
    ? { why: "resolved", detail: "the incident is resolved" }
    : { why: "decided", detail: "no one acts; the verdict is certain" };
}

function symptomText(broke: boolean, early: boolean): string {
  if (!broke) return "the promised symptom did not appear in time";
  return early
    ? "users were affected, but recovered before the whole symptom appeared"
    : "the promised symptom is there";
}
