/**
 * What really happened in a drill, from what the users got and from the faults' own lives. None of
 * it is worked out by the product or the auditor.
 */
import type { GamedayEvent } from "../../src/event/event.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { Run, TrueLoad } from "./stage.ts";

export interface Life {
  readonly id: string;
  readonly fromMs: number;
  readonly appliedMs: number;
  readonly toMs: number;
}

/** The faults that were applied. One that was never taken back went on to the end. */
export function livesOf(events: readonly GamedayEvent[]): readonly Life[] {
  const endMs = events.find(({ type }) => type === "heal.started")?.at ?? events.at(-1)?.ex ?? 0;
  return events.flatMap((event) => {
    if (event.type !== "fault.armed") return [];
    const { id } = event.data;
    const applied = events.find((other) => other.type === "fault.applied" && other.data.id === id);
    const undone = events.find(
      (other) => other.type === "fault.undone" && other.data.id === id && other.data.ok,
    );
    return applied === undefined
      ? []
      : [{ id, fromMs: event.at, appliedMs: applied.at, toMs: undone?.at ?? endMs }];
  });
}

export interface Seconds {
  readonly from: number;
  readonly to: number;
}

/**
 * From the first fault on until the last has had its hold, in whole seconds that may each be one
 * more or less.
 */
export function wholeOf(plan: Plan, events: readonly GamedayEvent[]): Seconds | undefined {
  const lives = livesOf(events);
  if (lives.length === 0) return undefined;
  const holdMs = plan.scenario.mustHold?.for ?? 0;
  return {
    from: Math.floor(Math.min(...lives.map(({ fromMs }) => fromMs)) / 1_000),
    to: Math.ceil(
      Math.max(...lives.map(({ fromMs, toMs }) => Math.max(toMs, fromMs + holdMs))) / 1_000,
    ),
  };
}

/**
 * Did an SLI truly lose more than its objective allows, in a fault's window or over the whole?
 * `edge`: seconds by which each window may be off; `unseen`: requests that nobody need notice.
 */
export function lostTooMuch(
  plan: Plan,
  { events, truth }: Run,
  { edge = 0, unseen = 0 }: { readonly edge?: number; readonly unseen?: number } = {},
): string | undefined {
  const holdMs = plan.scenario.mustHold?.for ?? 0;
  const own = livesOf(events).map(({ id, fromMs, toMs }) => ({
    id,
    from: Math.floor(fromMs / 1_000),
    to: Math.ceil(Math.max(toMs, fromMs + holdMs) / 1_000),
  }));
  const whole = wholeOf(plan, events);
  for (const { id, from, to } of whole === undefined
    ? own
    : [...own, { id: "the whole", ...whole }]) {
    for (const [sli, { counts, objective }] of Object.entries(plan.scenario.slis)) {
      const { offered, good } = sums(truth, counts, { from: from + edge, to: to - edge });
      if (good + unseen < (objective / 100) * offered - 1e-6)
        return `${sli} truly lost ${offered - good} of ${offered} in the window of ${id}`;
    }
  }
  return undefined;
}

/** What flows came to over some seconds. */
export function sums(
  truth: TrueLoad,
  flows: readonly string[],
  { from, to }: Seconds,
): { readonly offered: number; readonly good: number } {
  let [offered, good] = [0, 0];
  for (const flow of flows) {
    for (let second = Math.max(0, from); second < to; second += 1) {
      offered += truth.get(flow)?.[second]?.offered ?? 0;
      good += truth.get(flow)?.[second]?.good ?? 0;
    }
  }
  return { offered, good };
}

/** Was a second that counts kept back or changed? */
export function bentInside(plan: Plan, { events, bent }: Run): string | undefined {
  const whole = wholeOf(plan, events);
  for (const [flow, seconds] of whole === undefined ? [] : bent) {
    const second = seconds.find((each) => each >= (whole?.from ?? 0) && each < (whole?.to ?? 0));
    if (second !== undefined) return `second ${second} of ${flow} was not measured as it was`;
  }
  return undefined;
}

/** A part of the promise that nobody used while a fault worked. */
export function unused(plan: Plan, { events, truth }: Run): string | undefined {
  for (const { id, fromMs, toMs } of livesOf(events)) {
    for (const [sli, { counts }] of Object.entries(plan.scenario.slis)) {
      if (
        sums(truth, counts, { from: Math.floor(fromMs / 1_000), to: Math.ceil(toMs / 1_000) })
          .offered === 0
      )
        return `no requests to ${sli} while ${id} was active`;
    }
  }
  return undefined;
}
