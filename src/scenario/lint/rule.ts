import type { Catalog } from "../catalog.ts";
import type { Mistake } from "../mistake.ts";
import type { Scenario } from "../schema.ts";

export interface LintContext {
  readonly scenario: Scenario;
  /** The file as plain data, before defaults. */
  readonly raw: unknown;
  readonly catalog: Catalog;
  /** No other mistake was found, so that what is absent was never there. */
  readonly whole: boolean;
}

/** An error keeps a scenario from running; a warning does not. */
export type Finding = Mistake & { readonly severity: "error" | "warning" };

/** A rule beyond shape and names. One file per rule; `index.ts` is the list. */
export interface Rule {
  readonly name: string;
  /** What it asks for, in a sentence. */
  readonly doc: string;
  /** Judges what is absent, so it is asked only about files without other mistakes. */
  readonly needsWhole?: boolean;
  check(context: LintContext): readonly Finding[];
}
