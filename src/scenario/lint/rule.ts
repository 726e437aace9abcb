import type { ErrorCode } from "../../kernel/error.ts";
import type { Catalog } from "../catalog.ts";
import type { Mistake, Path } from "../mistake.ts";
import type { Scenario } from "../schema.ts";

export interface LintContext {
  readonly scenario: Scenario;
  readonly catalog: Catalog;
  /** No other mistake was found, so that what is absent was never there. */
  readonly whole: boolean;
  /** What the variant changes, as its file says it; undefined without a variant. */
  readonly changes?: unknown;
}

/** An error keeps a scenario from running; a warning does not. */
export type Finding = Mistake & {
  readonly severity: "error" | "warning";
  /**
   * Something is there that nothing uses: no doubt when another variant or another scenario on the
   * same stack does.
   */
  readonly idle?: boolean;
};

/** A rule beyond shape and names. One file per rule; `index.ts` is the list. */
export interface Rule {
  /** What it asks for, in a sentence. */
  readonly doc: string;
  /** Judges what is absent, so it is asked only about files without other mistakes. */
  readonly needsWhole?: boolean;
  check(context: LintContext): readonly Finding[];
}

interface Told {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly code?: ErrorCode;
  readonly at?: "key" | "value";
}

/** A finding that keeps the scenario from running. */
export function error(told: Told): Finding {
  return { code: "GD-S020", ...told, severity: "error" };
}

/** A finding that is reported and does not fail the check. */
export function warning(told: Told): Finding {
  return { code: "GD-S020", ...told, severity: "warning" };
}

/** A finding about something that nothing uses. */
export function unusedHere(told: Told): Finding {
  return { ...warning(told), idle: true };
}
