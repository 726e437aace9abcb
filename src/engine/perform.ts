import { GamedayError } from "../kernel/error.ts";
import { systemError } from "../kernel/system-error.ts";
import { someoneHere } from "../event/actor.ts";
import type { EventData } from "../event/event.ts";
import type { ResolvedPredicate } from "../plan/plan.ts";
import { asksObjectives } from "../plan/promise.ts";
import type { Drill } from "./drill.ts";
import { Ended, type Ending } from "./ending.ts";
import type { Live } from "./live.ts";
import { watch } from "./watch.ts";
import { bringUp } from "./bring-up.ts";
import { checkBeforeBreak } from "./capacity.ts";
import { concludeProbes } from "./conclude.ts";
import type { JudgedWindow, MustHold } from "../monitor/judged.ts";
import { commonSeconds } from "../monitor/sli.ts";
import { heal, type Healed } from "./heal.ts";
import { watchHealth } from "./health.ts";
import { restoreTargets } from "./restore-targets.ts";
import { watchedFacts } from "./watched-facts.ts";
import type { Death } from "../runtime/runtime.ts";

export interface PerformOptions {
  /** The first line of the journal. */
  readonly planned: EventData["drill.planned"];
  /** Ends the play from outside; its reason should be an `Ended`. */
  readonly signal: AbortSignal;
  /**
   * Ends the play this long after `mustBreak` when nobody acts: an idle player's verdict is certain
   * by then. Milliseconds.
   */
  readonly cutIdleMs?: number;
}

export interface Performance extends Healed {
  readonly ending: Ending;
  /** What broke, when the ending is `error`. */
  readonly error: unknown;
}

/**
 * A drill's whole life: up → steady → break → respond (or hold) → heal → over. It heals whatever
 * happens.
 */
export async function perform(drill: Drill, options: PerformOptions): Promise<Performance> {
  const { recorder } = drill;
  const stop = (): void =>
    drill.end(
      options.signal.reason instanceof Ended
        ? options.signal.reason.ending
        : { why: "interrupted", detail: "interrupted" },
    );
  options.signal.addEventListener("abort", stop, { once: true });
  if (options.signal.aborted) stop();
  const watching = new AbortController();
  const blind = new AbortController();
  // Also of a drill whose stack never comes up, before anything looks at the clock.
  const limit = limited(drill, watching.signal);
  let watched: Promise<void> = Promise.resolve();
  let over: Pick<Performance, "ending" | "error">;
  try {
    await recorder.sure({ type: "drill.planned", data: options.planned });
    const live = await up(drill);
    watched = watch(drill, live, watching.signal).catch((error: unknown) => {
      drill.end(broken(error).ending, error);
      blind.abort(error);
    });
    over = { ending: await play(drill, live, options), error: undefined };
  } catch (error) {
    over = endingOf(drill, error);
  }
  drill.end(over.ending);
  try {
    await drill.changes.end();
    await concludeProbes(drill);
    if (over.ending.why === "held" && drill.state.live !== undefined)
      await again(drill, drill.state.live, options.signal, blind.signal);
  } catch (error) {
    // What is asked at the end must not keep it from being healed.
    over = broken(error);
  }
  const healed = await heal(drill, over.ending);
  watching.abort(new Error("the drill is over"));
  await watched;
  await limit;
  await recorder.sure({ type: "drill.ended", data: over.ending });
  await recorder.sure({ type: "drill.phase", data: { phase: "over" } });
  options.signal.removeEventListener("abort", stop);
  return { ...over, error: over.error ?? recorder.trouble, ...healed };
}

/** The limit is one of exercise time: pauses do not count. */
async function limited(drill: Drill, signal: AbortSignal): Promise<void> {
  const { limit } = drill.plan.scenario;
  while (drill.exMs() < limit) {
    const awake = await drill.ports.clock.sleep(Math.max(1, limit - drill.exMs()), signal).then(
      () => true,
      () => false,
    );
    if (!awake) return;
  }
  drill.end({ why: "limit", detail: "the drill's limit is reached" });
}

function endingOf(drill: Drill, thrown: unknown): Pick<Performance, "ending" | "error"> {
  if (thrown instanceof Ended) return { ending: thrown.ending, error: thrown.cause };
  const reason: unknown = drill.playing.reason;
  if (drill.playing.aborted && reason instanceof Ended)
    return { ending: reason.ending, error: reason.cause };
  return broken(thrown);
}

function broken(thrown: unknown): Pick<Performance, "ending" | "error"> {
  const error = systemError(thrown) ?? thrown;
  return { ending: { why: "error", detail: wordsOf(error) }, error };
}

function wordsOf(error: unknown): string {
  return error instanceof GamedayError
    ? `${error.code} ${firstLine(error.message)}`
    : `unexpected: ${error instanceof Error ? error.message : String(error)}`;
}

async function phase(drill: Drill, name: EventData["drill.phase"]["phase"]): Promise<void> {
  // When the fault comes is for the players to notice.
  await drill.recorder.sure({
    type: "drill.phase",
    data: { phase: name },
    sees: name === "break" || name === "respond" ? "truth" : "all",
  });
}

async function up(drill: Drill): Promise<Live> {
  await phase(drill, "up");
  for (const text of drill.ports.choices)
    drill.recorder.record({ type: "drill.note", data: { text } });
  drill.ports.runtime.onExit((id, death) => void revive(drill, id, death));
  await bringUp(drill.plan, drill.ports, drill.recorder, drill.stack, drill.links, drill.playing);
  for (const mitigation of drill.plan.first) {
    await drill.ports.carryOut(mitigation, drill.stack, drill.playing);
    drill.recorder.record({
      type: "drill.note",
      data: { text: `in place before the fault: ${mitigation}` },
    });
  }
  const live = await drill.resolve();
  await drill.startLoad(live);
  return live;
}

/**
 * What a supervisor does in production: a component that dies unasked is started again after a
 * moment.
 */
async function revive(drill: Drill, id: string, { detail, signal }: Death): Promise<void> {
  drill.recorder.record({
    type: "component.state",
    data: { component: id, state: "exited", detail },
  });
  // One that dies while it comes up was never up: whoever starts it says why.
  if (!drill.stack.ids().includes(id)) return;
  if (signal !== undefined && byHand.has(signal) && !drill.isStruck(id))
    drill.recorder.record({
      type: "change.seen",
      by: someoneHere,
      data: {
        target: id,
        what: "power",
        fact: "process",
        before: "running",
        after: detail,
        source: "runtime",
      },
    });
  drill.reviving += 1;
  try {
    await drill.ports.clock.sleep(1_000, drill.playing);
    await drill.ports.runtime.power.start(id);
    drill.recorder.record({
      type: "component.state",
      data: { component: id, state: "running", detail: "started again by its supervisor" },
    });
  } catch (error) {
    if (!drill.playing.aborted) giveUp(drill, id, error);
  } finally {
    drill.reviving -= 1;
  }
}

/** A process that ends by one of these was told to; one that fails ends otherwise. */
const byHand: ReadonlySet<string> = new Set(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]);

/** The reason is one sentence; what the component said last stands with its state. */
function giveUp(drill: Drill, id: string, error: unknown): void {
  const whole = error instanceof Error ? error.message : String(error);
  drill.recorder.record({
    type: "component.state",
    data: { component: id, state: "exited", detail: whole },
  });
  const died = new GamedayError(
    "GD-R002",
    `${id} died and does not come back: ${firstLine(whole)}`,
    {
      hint:
        error instanceof GamedayError && error.hint !== undefined
          ? error.hint
          : "look at its log in the run folder",
      cause: error,
    },
  );
  drill.end({ why: "error", detail: `${died.code} ${died.message}` }, died);
}

/** A message may hold the end of a log after its first line. */
function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.trimEnd() ?? "";
}

async function play(drill: Drill, live: Live, options: PerformOptions): Promise<Ending> {
  await phase(drill, "steady");
  await baseline(drill, live);
  await checkBeforeBreak(drill, live);
  await drill.restoration.capture(restoreTargets(drill));
  drill.changes.begin(watchedFacts(drill), drill.ports.doors?.(drill.stack));
  await phase(drill, "break");
  return drill.plan.scenario.kind === "Test" ? test(drill, live) : respond(drill, live, options);
}

/**
 * Waits until the baseline holds for its time; three times that, and the machine or the scenario is
 * not healthy.
 */
async function baseline(drill: Drill, live: Live): Promise<void> {
  const { for: forMs, expect } = live.scenario.baseline;
  const until = drill.exMs() + forMs * 3 + 10_000;
  const since = drill.exMs() + forMs;
  const health = watchHealth(drill.recorder, live.scenario);
  const met = await drill.waiters.until(
    () => drill.exMs() >= since && live.heldFor(expect, forMs),
    () => drill.exMs() > until,
    drill.playing,
  );
  await gate(
    drill,
    "baseline",
    met,
    met
      ? "healthy before the fault"
      : `the stack was not healthy before the fault: ${health.whyNot(since / 1_000)}`,
  );
  drill.recorder.record({
    type: "drill.note",
    data: {
      text:
        drill.plan.scenario.kind === "Test"
          ? "The system is healthy. The faults come next."
          : "The system is healthy and you are on call. Anything may happen now.",
    },
  });
}

async function gate(
  drill: Drill,
  name: EventData["gate.checked"]["gate"],
  met: boolean,
  detail: string,
): Promise<void> {
  await drill.recorder.sure({ type: "gate.checked", data: { gate: name, met, detail } });
  if (!met) throw new Ended({ why: "gate", detail });
}

/**
 * Applies each fault at its time, counted from now; answers whether all work at their targets, as
 * soon as one does not.
 */
async function breakThings(drill: Drill, live: Live): Promise<boolean> {
  const start = drill.exMs();
  const failed = Promise.withResolvers<boolean>();
  const applied = drill.plan.faults.map(async (planned) => {
    await drill.waiters.until(
      () => drill.exMs() - start >= planned.atMs,
      () => false,
      drill.playing,
    );
    if (
      !(await drill.faults.apply(
        planned,
        live.scenario.faults[planned.id]?.with ?? {},
        drill.playing,
      ))
    )
      failed.resolve(false);
  });
  return Promise.race([failed.promise, Promise.all(applied).then(() => true)]);
}

function symptomText(broke: boolean, early: boolean): string {
  if (!broke) return "the promised symptom did not appear in time";
  return early
    ? "users were affected, but recovered before the whole symptom appeared"
    : "the promised symptom is there";
}

async function respond(drill: Drill, live: Live, options: PerformOptions): Promise<Ending> {
  const { mustBreak } = live.scenario;
  if (mustBreak === undefined)
    throw new Error("perform: a Drill without mustBreak passed the lint");
  const start = drill.exMs();
  const breaking = breakThings(drill, live);
  breaking.catch(() => {});
  // Somebody quick may cure it before the whole symptom is there: users were hurt all the same.
  const broke = await drill.waiters.until(
    () => live.holds(mustBreak.expect) || live.cured,
    () => drill.exMs() - start > mustBreak.within,
    drill.playing,
  );
  const early = broke && !live.holds(mustBreak.expect);
  await gate(drill, "mustBreak", broke, symptomText(broke, early));
  await phase(drill, "respond");
  const brokeAt = drill.exMs();
  const idle = (): boolean =>
    options.cutIdleMs !== undefined && drill.exMs() - brokeAt >= options.cutIdleMs;
  // People may be done before a later fault is due: it is not waited for.
  const resolved = await Promise.race([
    drill.waiters.until(() => drill.state.incident.state === "resolved", idle, drill.playing),
    unverified(breaking),
  ]);
  // Nobody can know before the hold is over whether the users are back for good: it is waited for,
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

/** Ends the play when a fault does not work at its target; else says nothing. */
async function unverified(breaking: Promise<boolean>): Promise<never> {
  if (!(await breaking))
    throw new Ended({ why: "gate", detail: "a fault could not be verified at its target" });
  return new Promise(() => {});
}

/**
 * A Test: from the moment that the first fault begins to act, the promise is kept until the last
 * one is gone.
 */
async function test(drill: Drill, live: Live): Promise<Ending> {
  const mustHold = live.scenario.mustHold;
  if (mustHold === undefined) throw new Error("perform: a Test without mustHold passed the lint");
  if (!(await breakThings(drill, live)))
    throw new Ended({ why: "gate", detail: "a fault could not be verified at its target" });
  await workedOff(drill, live, mustHold);
  const verified = await Promise.all(
    drill.faults.active.map((id) => drill.faults.verify(id, drill.playing)),
  );
  for (const id of drill.faults.active) await drill.faults.undo(id, "ended");
  await measured(drill, live);
  const windows = live.judged(mustHold);
  const held = windows.length > 0 && windows.every((window) => window.held === "held");
  await drill.recorder.sure({
    type: "gate.checked",
    data: {
      gate: "mustHold",
      met: held,
      detail: heldText(mustHold.expect, held),
      ...judgedSeconds(windows),
    },
  });
  if (!verified.every(Boolean))
    throw new Ended({ why: "gate", detail: "a fault no longer worked at its target at the end" });
  return { why: "held", detail: held ? "the system held by itself" : "the system did not hold" };
}

function judgedSeconds(
  windows: readonly JudgedWindow[],
): Pick<EventData["gate.checked"], "judged"> {
  const all = windows.find(({ of }) => of === "all");
  return all === undefined
    ? {}
    : { judged: { fromSecond: all.fromSecond, toSecond: all.toSecond } };
}

/**
 * A fault that ends by itself and cannot be undone is not waited for longer than this; it is
 * reported as residue. Milliseconds.
 */
const lateEndMs = 30_000;

/**
 * Waits until every fault has had the time of the promise since it began to act, and those with an
 * end of their own are over.
 */
async function workedOff(drill: Drill, live: Live, { for: forMs }: MustHold): Promise<void> {
  const armed = [...live.monitor.faults.values()].map(({ armedAt }) => armedAt);
  const until = Math.max(...armed) + forMs;
  const leases = drill.plan.faults.map(({ forMs: lease = 0 }) => lease);
  const latest = Math.max(until, Math.max(...armed) + Math.max(...leases)) + lateEndMs;
  await drill.waiters.until(
    () => drill.exMs() >= until && !drill.faults.leased,
    () => drill.exMs() > latest,
    drill.playing,
  );
}

/**
 * Waits until every second of the time to be judged is measured: as long as the slowest request of
 * its last second may take.
 */
async function measured(drill: Drill, { monitor }: Live): Promise<void> {
  const end = Math.ceil(drill.exMs() / 1_000);
  const latest = drill.exMs() + monitor.waitMs + lateBinMs;
  await drill.waiters.until(
    () => commonSeconds(monitor.slis).next >= end || monitor.slis.length === 0,
    () => drill.exMs() > latest,
    drill.playing,
  );
}

/**
 * A generator may tell of a second so much later than its last request ended, on a busy machine.
 * Milliseconds.
 */
const lateBinMs = 15_000;

/** What a Test saw, in the words of what it promised. */
function heldText(expect: ResolvedPredicate, held: boolean): string {
  if (!asksObjectives(expect))
    return held ? "what was promised held" : "what was promised did not hold, or was not measured";
  return held
    ? "every SLI stayed inside its objective"
    : "an SLI left its objective, or was not measured";
}

/** After a Test: the baseline must come back. Throws when nobody watches any more. */
async function again(
  drill: Drill,
  live: Live,
  signal: AbortSignal,
  blind: AbortSignal,
): Promise<void> {
  const { for: forMs, expect } = live.scenario.baseline;
  for (const id of drill.faults.active) await drill.faults.undo(id, "ended");
  const until = drill.exMs() + forMs * 3;
  const met = await drill.waiters.until(
    () => live.heldFor(expect, forMs),
    () => signal.aborted || drill.exMs() > until,
    blind,
  );
  await drill.recorder.sure({
    type: "gate.checked",
    data: {
      gate: "baseline-again",
      met,
      detail: met
        ? "healthy again after the fault"
        : "not healthy again after the fault was undone",
    },
  });
}
