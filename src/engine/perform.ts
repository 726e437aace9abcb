import type { EventData } from "../event/event.ts";
import { bringUp } from "./bring-up.ts";
import { checkBeforeBreak } from "./capacity.ts";
import { concludeProbes } from "./conclude.ts";
import type { Drill } from "./drill.ts";
import { broken, endWith, outcomeOf, type Ending, type Outcome } from "./ending.ts";
import { baseline, baselineAgain, enter } from "./gates.ts";
import { heal } from "./heal.ts";
import { recordEnd, type Healed } from "./healing.ts";
import { hold } from "./hold.ts";
import { scheduleInjects } from "./injects.ts";
import type { Live } from "./live.ts";
import { respond } from "./respond.ts";
import { restoreTargets } from "./restore-targets.ts";
import { watch } from "./watch.ts";
import { watchedFacts } from "./watched-facts.ts";

export interface PerformOptions {
  /** The first line of the journal. */
  readonly planned: EventData["drill.planned"];
  /** Who is here from the beginning. */
  readonly people?: readonly EventData["person.joined"][];
  /** Ends the drill from outside; its reason should be an `Ended`. */
  readonly signal: AbortSignal;
  /**
   * Ends the drill this long after `mustBreak` if no one acts: an idle player's verdict is
   * certain by then. Milliseconds.
   */
  readonly cutIdleMs?: number;
}

export type Performance = Outcome & Healed;

/**
 * A drill's whole life: up → steady → break → respond (or hold) → heal → over. It heals whatever
 * happens.
 */
export async function perform(drill: Drill, options: PerformOptions): Promise<Performance> {
  const { recorder } = drill;
  const release = endWith(options.signal, (ending) => drill.end(ending));
  const watching = new AbortController();
  const blind = new AbortController();
  // Also of a drill whose stack never comes up, before anything looks at the clock.
  const limit = limited(drill, watching.signal);
  let watched: Promise<void> = Promise.resolve();
  let over: Outcome;
  try {
    await recorder.sure({ type: "drill.planned", data: options.planned });
    for (const data of options.people ?? []) recorder.record({ type: "person.joined", data });
    const live = await up(drill);
    watched = watch(drill, live, watching.signal).catch((error: unknown) => {
      drill.end(broken(error).ending, error);
      blind.abort(error);
    });
    over = { ending: await play(drill, live, options), error: undefined };
  } catch (error) {
    over = outcomeOf(error, drill.playing);
  }
  drill.end(over.ending);
  try {
    await drill.changes.end();
    await concludeProbes(drill);
    if (over.ending.why === "held" && drill.state.live !== undefined)
      await baselineAgain(drill, drill.state.live, options.signal, blind.signal);
  } catch (error) {
    // What is asked at the end must not keep it from being healed.
    over = broken(error);
  }
  const healed = await heal(drill, over.ending);
  watching.abort(new Error("the drill is over"));
  await watched;
  await limit;
  await recordEnd(recorder, over.ending);
  release();
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

async function up(drill: Drill): Promise<Live> {
  await enter(drill, "up");
  for (const text of drill.ports.choices)
    drill.recorder.record({ type: "drill.note", data: { text } });
  drill.supervisor.begin();
  await bringUp(drill);
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

async function play(drill: Drill, live: Live, options: PerformOptions): Promise<Ending> {
  await scheduleInjects(drill, live);
  await enter(drill, "steady");
  await baseline(drill, live);
  await checkBeforeBreak(drill, live);
  await drill.restoration.capture(restoreTargets(drill));
  drill.changes.begin(watchedFacts(drill), drill.ports.doors?.(drill.stack));
  await enter(drill, "break");
  return drill.plan.scenario.kind === "Test"
    ? hold(drill, live)
    : respond(drill, live, options.cutIdleMs);
}
