import type { Phase } from "../event/drill.ts";
import type { EventInput } from "../event/event.ts";
import { newestSeq } from "./cause.ts";
import { heldFor, holds } from "./predicate.ts";
import type { LiveMonitor } from "./state.ts";

/**
 * An alert that has not been true for this long is cleared; shorter gaps are flapping.
 * Milliseconds.
 */
const clearAfterMs = 10_000;
const quiet: ReadonlySet<Phase | undefined> = new Set<Phase | undefined>([
  "up",
  "steady",
  "heal",
  "over",
]);

/**
 * Alerts that fire or clear now, and the pages that go out with them. None do while the stack comes
 * up or heals, nor before it was seen healthy: no one is on call yet.
 */
export function concludeAlerts(state: LiveMonitor, exMs: number): EventInput[] {
  if (quiet.has(state.phase)) return [];
  const inputs: EventInput[] = [];
  const storm = new Map<string, Record<string, number>>();
  for (const id in state.scenario.alerts) {
    const alert = state.scenario.alerts[id];
    if (alert === undefined) continue;
    const now = holds(alert.when, state, exMs);
    if (state.firing.has(id)) {
      if (now === false && heldFor({ not: alert.when }, clearAfterMs, state, exMs) === true)
        inputs.push({ type: "alert.cleared", at: exMs, sees: "all", data: { alert: id } });
      continue;
    }
    if (now !== true || heldFor(alert.when, alert.for, state, exMs) !== true) continue;
    const cause = newestSeq(alert.when, state);
    const more = { at: exMs, sees: "all", ...(cause !== undefined && { cause }) } as const;
    const { service, text, page } = alert;
    inputs.push({
      type: "alert.fired",
      ...more,
      data: { alert: id, text, page, copy: 1, ...(service === undefined ? {} : { service }) },
    });
    if (alert.copies > 1) {
      const of = service ?? id;
      storm.set(of, { ...storm.get(of), [id]: alert.copies - 1 });
    }
    inputs.push({ type: "page.sent", ...more, data: { to: alert.page, text: alert.text } });
  }
  // However hard it storms, a service is one line more.
  for (const [service, counts] of storm)
    inputs.push({ type: "alert.grouped", at: exMs, sees: "all", data: { service, counts } });
  return inputs;
}

/**
 * Could an alert have fired by now, were it not for its own patience? Looks only at alerts that
 * were silent before the fault.
 */
export function couldAlert(state: LiveMonitor, exMs: number): string | undefined {
  for (const id in state.scenario.alerts) {
    const alert = state.scenario.alerts[id];
    const firingSince = state.firing.get(id);
    if (
      alert === undefined ||
      (firingSince !== undefined && firingSince < (state.firstFaultAt ?? 0))
    )
      continue;
    if (firingSince !== undefined || holds(alert.when, state, exMs) === true) return id;
  }
  return undefined;
}
