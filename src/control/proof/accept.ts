/** How a proof is judged: by what an output means, in whatever form it is printed. */

export type Quantity = number | string;
export type Scalar = string | number | boolean;

/** What a printed value is compared with. */
export interface Comparison {
  readonly is?: Scalar | undefined;
  readonly above?: Quantity | undefined;
  readonly below?: Quantity | undefined;
  readonly atLeast?: Quantity | undefined;
  readonly atMost?: Quantity | undefined;
}

/** Names under which the same thing is printed; players read the first. */
type Names = string | readonly string[];

/** Which rows count: those whose column of this name fits. */
export type Where = Comparison & { readonly name: Names };

export interface ShareRule {
  readonly of: Names;
  readonly is: Scalar;
  readonly atLeast: Quantity;
  /** So many must have been counted in all. */
  readonly rows: number;
  readonly count?: string | undefined;
  readonly where?: Where | undefined;
  /** Lines of a log or a process list, where no column holds the value by itself. */
  readonly lines?: { readonly matching: string; readonly of: string } | undefined;
}

export interface EvenRule {
  readonly over: Names;
  readonly parts?: number | undefined;
  /** How far a part may be from the average, as a share of it. */
  readonly within: Quantity;
  readonly rows: number;
  readonly count?: string | undefined;
  readonly where?: Where | undefined;
}

export type ValueRule = Comparison & {
  /** Without a name: the last number printed. */
  readonly name?: Names | undefined;
  /** Whose value: the row, or the command, names it. */
  readonly of?: Scalar | undefined;
};

export type CountRule = Comparison & {
  /** What is counted, as a pattern. */
  readonly of: string;
};

export type Rule =
  | { readonly share: ShareRule }
  | { readonly even: EvenRule }
  | { readonly value: ValueRule }
  | { readonly count: CountRule }
  | { readonly text: string }
  | { readonly any: readonly Rule[] }
  | { readonly all: readonly Rule[] };

/** The forms that scenarios were written in before. */
export type OldAccept =
  | {
      readonly column: string;
      readonly equals: Scalar;
      readonly atLeast: Quantity;
      readonly count?: string | undefined;
      readonly lines?: { readonly matching: string; readonly of: string } | undefined;
    }
  | {
      readonly number?: string | undefined;
      readonly above?: Quantity | undefined;
      readonly below?: Quantity | undefined;
    }
  | { readonly matches: string };

/** The scenario's `accept` fits. */
export type Accept = Rule | OldAccept;

/** An old form says the same as one of today's. */
export function ruleOf(accept: Accept): Rule {
  if ("matches" in accept) return { text: accept.matches };
  if ("column" in accept) {
    const { column, equals, atLeast, count, lines } = accept;
    return { share: { of: column, is: equals, atLeast, rows: 1, count, lines } };
  }
  if (isRule(accept)) return accept;
  const { number, above, below } = accept;
  return { value: { name: number, above, below } };
}

const kinds = ["share", "even", "value", "count", "text", "any", "all"];

function isRule(accept: Accept): accept is Rule {
  return kinds.some((kind) => kind in accept);
}

export function namesOf(names: Names): readonly string[] {
  return typeof names === "string" ? [names] : names;
}

/** What players read for it. */
export function wordOf(names: Names): string {
  return (namesOf(names)[0] ?? "").replaceAll(/[_-]/g, " ");
}
