import type { Decisions } from "../decision.ts";
import { actionDecisions } from "./actions.ts";
import { findingDecisions } from "./findings.ts";
import { taskDecisions } from "./tasks.ts";

/** The commander's loop. */
export const loopDecisions: Decisions<
  keyof typeof findingDecisions | keyof typeof actionDecisions | keyof typeof taskDecisions
> = { ...findingDecisions, ...actionDecisions, ...taskDecisions };
