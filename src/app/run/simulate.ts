import { scenarioSoFar } from "./scenario-so-far.ts";
import { Drill } from "../../engine/drill.ts";
import { perform, type Performance } from "../../engine/perform.ts";
import type { GamedayEvent } from "../../event/event.ts";
import type { Journal, JournalTime } from "../../journal/journal.ts";
import { memoryJournal } from "../../journal/memory-journal.ts";
import { exerciseClock } from "../../kernel/clock.ts";
import { identityOf } from "../../plan/identity.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PlayerName } from "../../player/index.ts";
import { virtualClock } from "../../kernel/virtual-clock.ts";
import { castPlayers, peopleOf } from "./cast-players.ts";
import { openControl } from "./open-control.ts";
import { simJournal, simStage } from "../../stage/sim.ts";

export interface SimulateOptions {
  readonly player: PlayerName;
  /** What the player does, when not what the scenario says. */
  readonly mitigations?: readonly string[];
  /**
   * Ends an idle player's drill this long after `mustBreak` (default: play to its limit).
   * Milliseconds.
   */
  readonly cutIdleMs?: number;
  /** The calendar at its start, milliseconds since 1970. */
  readonly wallMs?: number;
}

export interface Simulated {
  readonly events: readonly GamedayEvent[];
  readonly performance: Performance;
}

/**
 * A whole drill on virtual time and the simulated stack, without any I/O: the same plan gives the
 * same events.
 */
export async function simulate(plan: Plan, options: SimulateOptions): Promise<Simulated> {
  let events: readonly GamedayEvent[] = [];
  const performance = await simulateInto(
    async (time) => {
      const journal = memoryJournal(time);
      ({ events } = journal);
      return journal;
    },
    plan,
    options,
  );
  return { events, performance };
}

/**
 * The same with the caller's journal, which may be on disk: virtual time does not advance during a
 * write.
 */
export async function simulateInto(
  open: (time: JournalTime) => Promise<Journal>,
  plan: Plan,
  { player, mitigations, cutIdleMs, wallMs = 0 }: SimulateOptions,
): Promise<Performance> {
  const clock = virtualClock(wallMs);
  const exercise = exerciseClock(clock);
  const journal = simJournal(await open({ clock, exMs: () => exercise.exMs() }), clock);
  const { ports, use } = simStage(plan, clock, exercise, journal);
  const drill = new Drill(plan, ports);
  const control = await openControl(drill, undefined);
  const play = async (): Promise<Performance> => {
    const cast = castPlayers(drill, control, (action) => use(action, scenarioSoFar(drill)), {
      player,
      mitigations,
    });
    const done = await perform(drill, {
      planned: plannedData(plan, player),
      people: peopleOf(drill, control, player),
      signal: new AbortController().signal,
      ...(cutIdleMs === undefined ? {} : { cutIdleMs }),
    });
    await cast;
    return done;
  };
  try {
    return await clock.run(play());
  } finally {
    await journal.close();
  }
}

function plannedData(
  plan: Plan,
  player: PlayerName,
): Extract<GamedayEvent, { type: "drill.planned" }>["data"] {
  return {
    drill: `simulated-${plan.scenario.id}-${plan.seed}`,
    runtimeWhy: "simulated",
    player,
    ...identityOf(plan),
    gameday: "simulated",
    host: { cpus: 0, memoryMiB: 0, platform: "none", node: "none" },
  };
}
