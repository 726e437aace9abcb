import type { Actor } from "../event/actor.ts";
import type { Phase } from "../event/drill.ts";
import type { EventInput, GamedayEvent } from "../event/event.ts";
import type { CommandContext } from "../incident/command.ts";
import type { IncidentState } from "../incident/incident.ts";
import type { Matching } from "../kernel/pattern.ts";
import type { Accept } from "./proof/accept.ts";
import type { Seats } from "./seats.ts";

/** A finding that can be proved; the scenario's `evidence` fits. */
export interface EvidenceQuestion {
  readonly question: string;
  /** Revealed only after the proof. */
  readonly statement: string;
  readonly accept: Accept;
  /** The shape that would count, for a refusal. */
  readonly expects?: string | undefined;
  readonly hints: readonly string[];
}

export interface Location {
  readonly host: string;
  readonly port: number;
  readonly socket?: string;
  readonly password?: string;
}

/** What the verbs need of a running drill. */
export interface ControlPort {
  incident(): IncidentState;
  context(by: Actor): CommandContext;
  phase(): Phase;
  /** The drill is paused; missing in a drill that cannot be. */
  paused?(): boolean;
  /** Must the system hold by itself, so that no one is on call? */
  test?(): boolean;
  /** By id, with all expressions resolved. */
  evidence(): Readonly<Record<string, EvidenceQuestion>>;
  /** Which texts a scenario's pattern fits. */
  readonly matching: Matching;
  /** Hints about the drill as a whole, in the order in which they are given. */
  hints(): readonly string[];
  /** Appends in order, folds immediately, resolves when what must be durable is. */
  record(inputs: readonly EventInput[]): Promise<readonly GamedayEvent[]>;
  /** What this asker may know about the drill now, as JSON. */
  status(by: Actor): object;
  /** Stops load, clock and stack, or starts them again; GD-C005 when that is not possible now. */
  pause(by: Actor, why: string): Promise<string>;
  unpause(by: Actor): Promise<string>;
  /** How to reach a component, with an account's password; undefined while it is not up. */
  where(component: string, account: string | undefined): Location | undefined;
  /** Who may speak for whom. */
  readonly seats: Seats;
  /** Ends the play; healing goes on after the answer. */
  stop(reason: string, why: "stopped" | "real-emergency"): void;
}
