import type { Scenario } from "../../plan/plan.ts";

/** How a line of the timeline is marked. */
export type LineKind = "fault" | "hurt" | "truth" | "alert" | "act" | "tool" | "frame";

/** What a line of the timeline says; `source` is the query, sample or rule that it stands on. */
export interface Words {
  readonly kind: LineKind;
  readonly tag: string;
  readonly text: string;
  readonly source?: string;
  /** For the chart's labels, where it is one that a chart should name. */
  readonly short?: string;
}

/**
 * What wording needs to know about the drill: texts of the scenario and how the house calls its
 * levels.
 */
export interface Setting {
  readonly scenario: Scenario;
  readonly level: (id: number) => string;
}
