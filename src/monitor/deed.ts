/**
 * Which changes can have helped. Whatever people do is on record; only some of it can be why the
 * service was restored, and the service being restored while someone did something elsewhere is
 * no one's work.
 */
import type { ContainedBy } from "../event/truth.ts";
import { baseOf, type Reach } from "../plan/reach.ts";
import { wasIn } from "./component.ts";
import { holds, lagOf } from "./predicate.ts";
import { slowestAnswer } from "./sli.ts";
import type { ChangeFold, LiveMonitor } from "./state.ts";

/**
 * Changes of the power of several components within so long are "restart everything", which is no
 * cure of anything. Milliseconds.
 */
const togetherMs = 30_000;
/**
 * A change and the sample that shows its effect: ticks, polls and probes lie between them.
 * Milliseconds.
 */
const noticedMs = 2_000;

/**
 * Is there a change that can have restored the service in `second`: made while users were affected
 * or requests of that second still waited, on the way from a fault to them, and none that never
 * counts (a listed wrong turn, taking a component away, the load, the probes or the fault proxy,
 * two or more components restarted together)?
 */
export function findDeed(state: LiveMonitor, second: number): ChangeFold | undefined {
  const from = (state.truth.recurredSecond ?? state.truth.impactSecond ?? 0) * 1_000;
  const to = (second + 1) * 1_000;
  // A request of that second may have waited for its response until someone did something, and what
  // they did is reported when it is done.
  const latest =
    to + Math.min(state.waitMs, slowestAnswer(state.slis, state.flows, second) + noticedMs);
  return state.changes.find(
    (change) =>
      change.automatic !== true &&
      isChange(change) &&
      change.at >= from &&
      (change.since ?? change.at) <= latest &&
      isOnPath(state.reach, state.links, change) &&
      !isWrongTurn(state, change) &&
      canHelp(state, change, Math.max(to, change.at)),
  );
}

/** What is as it was before has not helped. */
const isChange = ({ before, after }: ChangeFold): boolean =>
  before === null || after === null || before !== after;

function isOnPath(
  { path, users }: Reach,
  links: ReadonlySet<string>,
  { target, what }: ChangeFold,
): boolean {
  const base = baseOf(target);
  // A link is ours alone: who takes a fault out of the fault proxy has ended the drill and cured
  // nothing.
  if (links.has(base)) return false;
  return path.has(base) || (what === "route" && users.has(base));
}

/**
 * Found out by the sign that the scenario lists, shortly after a change where such a turn is taken.
 */
function isWrongTurn(state: LiveMonitor, change: ChangeFold): boolean {
  for (const [id, { kind, at }] of state.detected) {
    if (kind === "correct" || kind === "partial") continue;
    const turn = state.scenario.mitigations[id];
    if (
      turn?.detect === undefined ||
      change.at > at ||
      change.at < at - lagOf(turn.detect, state) - noticedMs
    )
      continue;
    const where = turn.action === undefined ? undefined : placeOf(turn.action);
    if (
      where === undefined ||
      where === baseOf(change.via ?? change.target) ||
      where === baseOf(change.target)
    )
      return true;
  }
  return false;
}

type Action = NonNullable<LiveMonitor["scenario"]["mitigations"][string]["action"]>;

function placeOf(action: Action): string {
  if ("http" in action) return action.http.to;
  if ("killLoop" in action) return action.killLoop.on;
  return "log" in action ? action.log.of : action.on;
}

function canHelp(state: LiveMonitor, change: ChangeFold, to: number): boolean {
  if (change.what !== "power") return true;
  const base = baseOf(change.target);
  const others = state.changes.some(
    ({ what, at, target }) =>
      what === "power" && Math.abs(at - change.at) <= togetherMs && baseOf(target) !== base,
  );
  return !others && runs(state, change.target, to);
}

/** What is away is no cure: it must run again when the service is restored. */
function runs({ components }: LiveMonitor, target: string, exMs: number): boolean {
  const ids = [...components.keys()].filter((id) => id === target || id.startsWith(`${target}/`));
  return ids.every((id) => {
    const component = components.get(id);
    return component === undefined || wasIn(component, ["running"], exMs, exMs) !== false;
  });
}

/** Is a fault over because someone started again what it took down, rather than a supervisor? */
export function wasRepaired(
  { changes, reach }: LiveMonitor,
  appliedAt: number,
  spentAt: number,
): boolean {
  return changes.some(
    ({ what, target, at, since }) =>
      what === "power" &&
      reach.path.has(baseOf(target)) &&
      at >= appliedAt &&
      (since ?? at) <= spentAt,
  );
}

interface Cure {
  readonly id: string;
  /** When it was verified first, exercise milliseconds. */
  readonly at: number;
}

/** Listed mitigations that were seen to work, those of this very moment too. */
export function curesOf(
  state: LiveMonitor,
  now: readonly {
    readonly at?: number;
    readonly data: { readonly mitigation: string; readonly kind: string };
  }[],
): readonly Cure[] {
  const known = [...state.detected].map(([id, { kind, at }]) => ({ id, kind: kind as string, at }));
  const fresh = now.map(({ data, at }) => ({ id: data.mitigation, kind: data.kind, at: at ?? 0 }));
  return [...known, ...fresh].filter(({ kind }) => kind === "correct" || kind === "partial");
}

/** A cure that was undone again by then did not restore the service. */
export function stillHolds(state: LiveMonitor, id: string, exMs: number): boolean {
  const verify = state.scenario.mitigations[id]?.verify;
  return verify !== undefined && holds(verify, state, exMs) !== false;
}

/**
 * Can a cure that was verified at `at` have been at work in `second`? Its sign shows as late as
 * what it is made of lasts, and what showed later still was done to a service that was restored
 * already.
 */
export function wasInTime(state: LiveMonitor, { id, at }: Cure, second: number): boolean {
  const verify = state.scenario.mitigations[id]?.verify;
  return at <= (second + 1) * 1_000 + noticedMs + (verify === undefined ? 0 : lagOf(verify, state));
}

/** Whose work it was that users came back in `second` as all lasting faults still acted. */
export function whileFaultActs(
  state: LiveMonitor,
  second: number,
  cures: readonly Cure[],
): ContainedBy {
  const affectedAt = (state.truth.recurredSecond ?? 0) * 1_000;
  const holdEnd = (second + state.holdSeconds) * 1_000;
  const cured = cures.some(
    (cure) =>
      wasInTime(state, cure, second) &&
      (cure.at >= affectedAt || stillHolds(state, cure.id, holdEnd)),
  );
  return cured || findDeed(state, second) !== undefined ? "players" : "itself";
}
