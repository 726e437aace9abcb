import { engineActor, type Actor } from "../event/actor.ts";
import type { Clock, ExerciseClock } from "../kernel/clock.ts";
import { formatDuration } from "../kernel/duration.ts";
import { GamedayError } from "../kernel/error.ts";
import { oneAtATime } from "../kernel/one-at-a-time.ts";
import type { Power } from "../runtime/runtime.ts";
import type { PausableLoad } from "./pausable-load.ts";
import type { Recorder } from "./recorder.ts";

/** What a pause stops, as the drill holds it. */
export interface Pausable {
  readonly clock: Clock;
  readonly exercise: ExerciseClock;
  readonly recorder: Recorder;
  readonly power: Power;
  readonly load: () => PausableLoad | undefined;
  /** Every started component. */
  readonly components: () => readonly string[];
  /** Why it cannot be now; undefined when it can. */
  readonly objection: () => string | undefined;
}

/**
 * A register and a watchdog know when a drill must be over: all its pauses together stay well
 * inside what they allow. Milliseconds.
 */
export const longestPauseMs = 600_000;

/**
 * Requests on their way end by themselves within this; what takes longer is cut off and its second
 * is not counted. Milliseconds.
 */
const drainMs = 3_000;

/**
 * Stops exercise time: first the load, then the clock, then the stack; they go on in reverse.
 * `drill.resumed` makes the monitor leave out the seconds that follow, whose requests may still
 * meet a stack that is waking up.
 */
export class Pause {
  private readonly of: Pausable;
  /** Those that we have paused, in order. */
  private frozen: string[] = [];
  private sinceMono: number | undefined;
  private usedMs = 0;
  private readonly inTurn = oneAtATime();
  private alarm = new AbortController();

  constructor(of: Pausable) {
    this.of = of;
  }

  get on(): boolean {
    return this.sinceMono !== undefined;
  }

  /** Stops the drill; GD-C005 when that is not possible now. */
  begin(by: Actor, why: string): Promise<string> {
    return this.inTurn(() => this.stop(by, why));
  }

  /** Goes on; GD-C005 when nothing is paused. */
  end(by: Actor): Promise<string> {
    return this.inTurn(() => this.goOn(by));
  }

  /** The drill is being healed: the stack wakes up and the clock goes on, the load does not. */
  thaw(): Promise<void> {
    return this.inTurn(() => this.wake());
  }

  private async stop(by: Actor, why: string): Promise<string> {
    const { clock, exercise, recorder, power, load, components, objection } = this.of;
    if (this.on)
      throw new GamedayError("GD-C005", "the drill is paused already", { hint: "gameday unpause" });
    const left = longestPauseMs - this.usedMs;
    const against =
      left < 1_000 ? `its pauses have taken all of ${formatDuration(longestPauseMs)}` : objection();
    if (against !== undefined)
      throw new GamedayError("GD-C005", `the drill cannot be paused: ${against}`);
    this.sinceMono = clock.monoMs();
    await recorder.sure({ type: "drill.paused", by, data: { why } });
    await load()?.pause(() => clock.sleep(drainMs));
    exercise.pause();
    for (const id of components()) {
      if ((await power.state(id)) !== "running") continue;
      await power.pause(id);
      this.frozen.push(id);
    }
    this.alarm = new AbortController();
    clock
      .sleep(left, this.alarm.signal)
      .then(
        () => this.end(engineActor),
        () => {},
      )
      .catch(() => {});
    return `paused; it resumes automatically after ${formatDuration(left)}`;
  }

  private async goOn(by: Actor): Promise<string> {
    if (this.sinceMono === undefined) throw new GamedayError("GD-C005", "the drill is not paused");
    const lasted = this.of.clock.monoMs() - this.sinceMono;
    await this.wake();
    const { clock, exercise, recorder, load } = this.of;
    await recorder.sure({ type: "drill.resumed", by, data: { pausedMs: lasted } });
    await load()?.resume(clock.monoMs() - exercise.exMs());
    return `resumed after ${formatDuration(lasted)}`;
  }

  private async wake(): Promise<void> {
    if (this.sinceMono === undefined) return;
    this.alarm.abort(new Error("going on"));
    for (const id of this.frozen.toReversed()) await this.of.power.resume(id);
    this.frozen = [];
    this.of.exercise.resume();
    this.usedMs += this.of.clock.monoMs() - this.sinceMono;
    this.sinceMono = undefined;
  }
}
