import type { EventData, EventType } from "../../event/event.ts";
import type { Scenario } from "../../plan/plan.ts";

/** What happened, as much of an event as its words need. */
export type Happening = {
  [T in EventType]: { readonly type: T; readonly data: EventData[T] };
}[EventType];

/** What a line is about: it decides its colour and its mark. */
export type LineKind = "fault" | "affected" | "truth" | "alert" | "act" | "tool" | "frame";

/** What an event says. */
export interface Words {
  readonly kind: LineKind;
  readonly tag: string;
  readonly text: string;
  /** What was measured or reported in detail: part of the line where it has no column of its own. */
  readonly detail?: string;
  /** The rule, query or command behind the line. */
  readonly source?: string;
  /** For the chart's labels, where it is one that a chart should name. */
  readonly short?: string;
  /** Whether this is good or bad news, where its kind does not say so. */
  readonly good?: boolean;
}

/** What wording needs to know about the drill: the scenario's texts and the profile's labels. */
export interface Setting {
  readonly scenario: Pick<Scenario, "alerts" | "mitigations" | "evidence">;
  readonly level: (id: number) => string;
}
