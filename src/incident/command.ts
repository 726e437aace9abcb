import type { Actor } from "../event/actor.ts";
import type { EventInput } from "../event/event.ts";
import type { Facts } from "../org/facts.ts";

/** What a decision depends on apart from the incident itself. */
export interface CommandContext {
  /** Exercise milliseconds now. */
  readonly exMs: number;
  readonly by: Actor;
  /** What has been measured so far; players see it too. */
  readonly facts: Facts;
  /**
   * Truth: no user is affected now (contained, or never affected). It never changes what players
   * see, only what is recorded.
   */
  readonly contained: boolean;
  /** Observation between `mitigated` and `resolve`, exercise milliseconds. */
  readonly watchMs: number;
}

/** What a command leads to: events and a sentence, or a refusal with what to type instead. */
export type Decision =
  | {
      readonly ok: true;
      readonly events: readonly EventInput[];
      readonly say: string;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly why: string; readonly instead: string };
