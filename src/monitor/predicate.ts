import type { Evaluated, ResolvedPredicate, SimplePredicate } from "../plan/plan.ts";
import { matching, wasIn, type ComponentState } from "./component.ts";
import { isComplete, sumOf } from "./seconds.ts";
import { indexAt, valueAt } from "./signal.ts";
import { isBelow, success } from "./sli.ts";
import type { LiveMonitor, MonitorState } from "./state.ts";

type ResolvedSimple = Evaluated<SimplePredicate>;

/**
 * True, false, or undefined: not known, because there is no data (yet, any more, or because of an
 * error).
 */
export type Known = boolean | undefined;

/**
 * Does a predicate hold at an exercise millisecond, normally now? `for` means unbroken until then,
 * looked at every second. Unknown parts stay unknown unless the others decide: false in an `all`,
 * true in an `any`.
 */
export function holds(predicate: ResolvedPredicate, state: MonitorState, exMs: number): Known {
  if ("all" in predicate) return every(predicate.all, (part) => holds(part, state, exMs));
  if ("any" in predicate)
    return opposite(every(predicate.any, (part) => opposite(holds(part, state, exMs))));
  if ("not" in predicate) return opposite(holds(predicate.not, state, exMs));
  return predicate.for === undefined || predicate.for === 0
    ? holdsAt(predicate, state, exMs)
    : simpleHeldFor(predicate, predicate.for, state, exMs);
}

/**
 * Has a predicate held, unbroken, for so many milliseconds until `exMs`? A `for` inside it still
 * applies as well.
 */
export function heldFor(
  predicate: ResolvedPredicate,
  forMs: number,
  state: MonitorState,
  exMs: number,
): Known {
  if (forMs <= 0) return holds(predicate, state, exMs);
  if ("all" in predicate) return every(predicate.all, (part) => heldFor(part, forMs, state, exMs));
  if ("any" in predicate || "not" in predicate)
    return unbroken(Math.ceil(forMs / 1_000) + 1, (back) =>
      holds(predicate, state, exMs - Math.min(back * 1_000, forMs)),
    );
  return simpleHeldFor(predicate, Math.max(forMs, predicate.for ?? 0), state, exMs);
}

/**
 * How long after something happened a predicate about it may begin to hold, milliseconds: its
 * windows, and how often it is measured.
 */
export function lagOf(predicate: ResolvedPredicate, state: LiveMonitor): number {
  if ("all" in predicate) return Math.max(0, ...predicate.all.map((part) => lagOf(part, state)));
  if ("any" in predicate) return Math.max(0, ...predicate.any.map((part) => lagOf(part, state)));
  if ("not" in predicate) return lagOf(predicate.not, state);
  const held = predicate.for ?? 0;
  if ("signal" in predicate)
    return held + 2 * (state.scenario.signals[predicate.signal]?.every ?? 1_000);
  if ("component" in predicate) return held;
  if ("slis" in predicate) return Math.max(1_000, held) + state.waitMs + 1_000;
  const wait =
    "sli" in predicate ? state.waitMs : (state.flowWaitMs.get(predicate.flow) ?? unplannedWaitMs);
  return held + (predicate.over ?? ("sli" in predicate ? 1_000 : 5_000)) + wait + 1_000;
}

function simpleHeldFor(
  predicate: ResolvedSimple,
  forMs: number,
  state: MonitorState,
  exMs: number,
): Known {
  if ("component" in predicate) return componentIs(predicate, state, exMs, forMs);
  if ("signal" in predicate) return signalHeldFor(predicate, forMs, state, exMs);
  // Over a stretch of time the objectives are judged as the ratios that they are, like the hold of
  // `contained`: one lost request must not undo a minute of good service.
  if ("slis" in predicate) return everySli(state, exMs, Math.max(1, Math.ceil(forMs / 1_000)));
  const to = lastSecond(state, predicate, exMs);
  if (to === undefined) return undefined;
  const seconds = Math.max(1, Math.ceil(forMs / 1_000));
  return unbroken(seconds, (back) => compare(predicate, share(predicate, state, to - back)));
}

/** Asks about now first, then step by step into the past. */
function unbroken(steps: number, question: (back: number) => Known): Known {
  let known: Known = true;
  for (let back = 0; back < steps; back += 1) {
    const answer = question(back);
    if (answer === false) return false;
    if (answer === undefined) known = undefined;
  }
  return known;
}

function holdsAt(predicate: ResolvedSimple, state: MonitorState, exMs: number): Known {
  if ("slis" in predicate) return everySli(state, exMs, 1);
  if ("component" in predicate) return componentIs(predicate, state, exMs, 0);
  if ("signal" in predicate) return signalIs(predicate, state, exMs);
  const to = lastSecond(state, predicate, exMs);
  return to === undefined ? undefined : compare(predicate, share(predicate, state, to));
}

/**
 * What an SLI's or a flow's predicate compares, percent, over the window that ends before second
 * `to`.
 */
function share(predicate: Share, state: MonitorState, to: number): number | undefined {
  if ("sli" in predicate) {
    const sli = state.slis.find(({ id }) => id === predicate.sli);
    return sli === undefined
      ? undefined
      : success(sli, to - secondsOf(predicate.over ?? 1_000), to);
  }
  const flow = state.flows.get(predicate.flow);
  const from = to - secondsOf(predicate.over ?? 5_000);
  if (flow === undefined || !isComplete(flow, from, to)) return undefined;
  const offered = sumOf(flow, "offered", from, to);
  return offered === 0 ? undefined : (100 * sumOf(flow, predicate.share, from, to)) / offered;
}
type Share = Extract<ResolvedSimple, { sli: string } | { flow: string }>;

function everySli(state: MonitorState, exMs: number, seconds: number): Known {
  if (state.slis.length === 0) return undefined;
  return every(state.slis, (sli) => {
    const to = lastSecond(state, { sli: sli.id }, exMs);
    return to === undefined || !isComplete(sli.seconds, to - seconds, to)
      ? undefined
      : !isBelow(sli, to - seconds, to);
  });
}

/**
 * One past the last second known at a moment: what is delivered by now, or for a moment in the
 * past, what had ended by then. Undefined when the newest bin is older than the slowest request
 * explains: the generator has gone quiet.
 */
function lastSecond(
  state: MonitorState,
  of: { sli: string } | { flow: string },
  exMs: number,
): number | undefined {
  const seconds =
    "sli" in of ? state.slis.find(({ id }) => id === of.sli)?.seconds : state.flows.get(of.flow);
  if (seconds === undefined || seconds.next < 0) return undefined;
  const lag = exMs - seconds.next * 1_000;
  if (lag < 0) return Math.floor(exMs / 1_000);
  const wait = "sli" in of ? state.waitMs : (state.flowWaitMs.get(of.flow) ?? unplannedWaitMs);
  return lag > wait + 5_000 ? undefined : seconds.next;
}
/** A flow that a fault adds may have any timeout. */
const unplannedWaitMs = 30_000;

function signalIs(
  predicate: Extract<ResolvedSimple, { signal: string }>,
  state: MonitorState,
  exMs: number,
): Known {
  const samples = state.signals.get(predicate.signal);
  return samples === undefined || indexAt(samples, exMs) < 0
    ? undefined
    : compare(predicate, valueAt(samples, exMs));
}

/** Unbroken: every sample of the stretch and the one that was in force when it began. */
function signalHeldFor(
  predicate: Extract<ResolvedSimple, { signal: string }>,
  forMs: number,
  state: MonitorState,
  exMs: number,
): Known {
  const samples = state.signals.get(predicate.signal);
  const newest = samples === undefined ? -1 : indexAt(samples, exMs);
  if (samples === undefined || newest < 0) return undefined;
  let known = signalIs(predicate, state, exMs);
  for (let index = newest; known !== false && index >= 0; index -= 1) {
    const answer = compare(predicate, samples.value[index] ?? undefined);
    known = answer === false ? false : known && answer;
    if ((samples.at[index] ?? 0) <= exMs - forMs) return known;
  }
  // The samples do not reach back far enough: what came before them is not known.
  return known === false ? false : undefined;
}

/** `running`: every replica; any other state: at least one of them. */
function componentIs(
  predicate: Extract<ResolvedSimple, { component: string }>,
  state: MonitorState,
  exMs: number,
  forMs: number,
): Known {
  const components = matching(state.components, predicate.component);
  const since = exMs - forMs;
  // What no event speaks of has not been restarted; but whether it runs is not known.
  if (predicate.is === "restarted")
    return components.some(
      ({ restartedAt }) => (restartedAt[0] ?? Number.POSITIVE_INFINITY) <= since,
    );
  if (components.length === 0) return undefined;
  const states = componentStates[predicate.is];
  const known = components.map((component) => wasIn(component, states, since, exMs));
  if (predicate.is === "running") return every(known, (answer) => answer);
  return opposite(every(known, opposite));
}
const componentStates: Record<"running" | "paused" | "stopped", readonly ComponentState[]> = {
  running: ["running"],
  paused: ["paused"],
  stopped: ["stopped", "exited"],
};

type Comparison = Pick<
  Extract<ResolvedSimple, { signal: string }>,
  "above" | "below" | "atLeast" | "atMost" | "is"
>;

function compare(predicate: Comparison, value: number | string | undefined): Known {
  if (value === undefined) return undefined;
  if (predicate.is !== undefined && String(value) !== String(predicate.is)) return false;
  const { above, below, atLeast, atMost } = predicate;
  if (above === undefined && below === undefined && atLeast === undefined && atMost === undefined)
    return true;
  const number = typeof value === "number" ? value : Number.parseFloat(value);
  if (!Number.isFinite(number)) return undefined;
  return (
    (above === undefined || number > limit(above)) &&
    (below === undefined || number < limit(below)) &&
    (atLeast === undefined || number >= limit(atLeast)) &&
    (atMost === undefined || number <= limit(atMost))
  );
}

function limit(quantity: number | string): number {
  if (typeof quantity === "number") return quantity;
  throw new Error(
    `predicate: "${quantity}" was not resolved to a number before it reached the monitor`,
  );
}

const secondsOf = (ms: number): number => Math.max(1, Math.round(ms / 1_000));

function every<T>(parts: readonly T[], question: (part: T) => Known): Known {
  let known: Known = true;
  for (const part of parts) {
    const answer = question(part);
    if (answer === false) return false;
    if (answer === undefined) known = undefined;
  }
  return known;
}

const opposite = (known: Known): Known => (known === undefined ? undefined : !known);
