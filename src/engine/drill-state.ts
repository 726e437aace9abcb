import type { Phase } from "../event/drill.ts";
import type { GamedayEvent } from "../event/event.ts";
import { evolve, type IncidentState } from "../incident/incident.ts";
import { observe } from "../monitor/monitor.ts";
import type { Live } from "./live.ts";

/** What is known of a drill. Any part may read it; only an event changes it. */
export type DrillState = Pick<StateFold, "phase" | "incident" | "scripted" | "live">;

/** The drill's own hold on its state: folded from events as they are written. */
export class StateFold {
  #phase: Phase = "up";
  #incident: IncidentState;
  #scripted = false;
  #live: Live | undefined;
  /** What happened before there was a monitor. */
  readonly #before: GamedayEvent[] = [];

  constructor(incident: IncidentState) {
    this.#incident = incident;
  }

  get phase(): Phase {
    return this.#phase;
  }

  get incident(): IncidentState {
    return this.#incident;
  }

  /** The player is a script, not a person. */
  get scripted(): boolean {
    return this.#scripted;
  }

  /** Undefined until everything is measured and resolved. */
  get live(): Live | undefined {
    return this.#live;
  }

  readonly fold = (event: GamedayEvent): void => {
    this.#incident = evolve(this.#incident, event);
    if (event.type === "drill.phase") this.#phase = event.data.phase;
    if (event.type === "drill.planned") this.#scripted = event.data.player !== "person";
    if (this.#live === undefined) this.#before.push(event);
    else observe(this.#live.monitor, event);
  };

  /** From here on the monitor watches, and has seen what came before. */
  goLive(live: Live): Live {
    for (const event of this.#before) observe(live.monitor, event);
    this.#before.length = 0;
    this.#live = live;
    return live;
  }
}
