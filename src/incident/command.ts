import type { Actor } from "../event/actor.ts";
import type { EventInput } from "../event/event.ts";

/** What a person, a bot or a scripted player may ask of an incident. */
export type Command =
  | { readonly do: "declare"; readonly level?: number; readonly text: string }
  | { readonly do: "ack" }
  | { readonly do: "assign"; readonly role: string; readonly to: string }
  | { readonly do: "escalate"; readonly level: number; readonly why: string }
  | { readonly do: "update"; readonly text: string; readonly audience?: string }
  | { readonly do: "diagnose"; readonly text?: string }
  | { readonly do: "mitigating"; readonly text: string }
  | { readonly do: "mitigated"; readonly text?: string }
  | { readonly do: "resolve"; readonly text?: string }
  | { readonly do: "note"; readonly text: string }
  | { readonly do: "false-alarm"; readonly why: string };

/** What a decision depends on besides the incident itself. */
export interface CommandContext {
  /** Exercise milliseconds now. */
  readonly exMs: number;
  readonly by: Actor;
  /**
   * Truth: no user is hurt now (contained, or never hurt). It never changes what players are told,
   * only what is recorded.
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
