import { GamedayError } from "../kernel/error.ts";
import { messageOf } from "../kernel/message-of.ts";
import { someoneHere } from "../event/actor.ts";
import type { Death } from "../runtime/runtime.ts";
import { firstLine, type Ending } from "./ending.ts";
import type { Ports } from "./ports.ts";
import type { Recorder } from "./recorder.ts";
import type { Stack } from "./stack.ts";

interface Supervised extends Pick<Ports, "clock" | "runtime"> {
  readonly recorder: Recorder;
  readonly stack: Pick<Stack, "ids">;
  /** Aborted when healing begins: nothing is started again after that. */
  readonly playing: AbortSignal;
  /** Can the component's death be the effect of a fault? */
  readonly isStruck: (id: string) => boolean;
  readonly end: (ending: Ending, cause: unknown) => void;
}

/** How long a dead component stays down. Milliseconds. */
const againAfterMs = 1_000;

/** Signals that people and tools send to end a process; one that fails by itself ends otherwise. */
const byHand: ReadonlySet<string> = new Set(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]);

/**
 * What a supervisor does in production: a component that dies unasked is started again after a
 * moment.
 */
export class Supervisor {
  private readonly of: Supervised;
  private starting = 0;

  constructor(of: Supervised) {
    this.of = of;
  }

  /** Is a component being started again at this moment? */
  get busy(): boolean {
    return this.starting > 0;
  }

  begin(): void {
    this.of.runtime.onExit((id, death) => void this.revive(id, death));
  }

  private async revive(id: string, death: Death): Promise<void> {
    const { clock, runtime, recorder, stack, playing } = this.of;
    this.noteDown(id, death.detail);
    // A component that dies while it starts was never up: the start itself reports why.
    if (!stack.ids().includes(id)) return;
    if (death.signal !== undefined && byHand.has(death.signal) && !this.of.isStruck(id))
      this.noteHand(id, death.detail);
    this.starting += 1;
    try {
      await clock.sleep(againAfterMs, playing);
      await runtime.power.start(id);
      recorder.record({
        type: "component.state",
        data: { component: id, state: "running", detail: "started again by its supervisor" },
      });
    } catch (error) {
      if (!playing.aborted) this.giveUp(id, error);
    } finally {
      this.starting -= 1;
    }
  }

  private noteDown(component: string, detail: string): void {
    this.of.recorder.record({
      type: "component.state",
      data: { component, state: "exited", detail },
    });
  }

  /** A person ended it, not Gameday. */
  private noteHand(target: string, after: string): void {
    this.of.recorder.record({
      type: "change.seen",
      by: someoneHere,
      data: { target, what: "power", fact: "process", before: "running", after, source: "runtime" },
    });
  }

  /** The reason is one sentence; the component's last output is in its state. */
  private giveUp(id: string, error: unknown): void {
    const whole = messageOf(error);
    this.noteDown(id, whole);
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
    this.of.end({ why: "error", detail: `${died.code} ${died.message}` }, died);
  }
}
