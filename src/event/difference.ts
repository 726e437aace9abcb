import type { EventData } from "./event.ts";
import type { Facts } from "./facts.ts";
import type { Difference, Residue } from "./heal.ts";

/** Is a fact that differs left behind? Null: it cannot be read now. */
type IsResidue = (fact: string, after: Difference["after"]) => boolean;

/**
 * Compares a target with what it was, `after` undefined if it could not be read: what the journal
 * keeps of that, and what is left behind.
 */
export function compareAfterHeal(
  target: string,
  before: Facts,
  after: Facts | undefined,
  isResidue: IsResidue,
): { readonly checked: EventData["restoration.checked"]; readonly residue: readonly Residue[] } {
  const found =
    after === undefined
      ? [{ fact: "state", before: "known", after: null, residue: isResidue("state", null) }]
      : differences(before, after, isResidue);
  return {
    checked: { target, facts: Object.keys(before).length, differences: found },
    residue: found
      .filter(({ residue }) => residue)
      .map((difference) => ({ what: "state", detail: `${target}: ${differenceText(difference)}` })),
  };
}

/** The facts that are not as they were, by name; one that only one side knows differs too. */
export function differences(
  before: Facts,
  after: Facts,
  isResidue: IsResidue,
): readonly Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((fact) => {
    const [was, is] = [before[fact] ?? null, after[fact] ?? null];
    return was === is ? [] : [{ fact, before: was, after: is, residue: isResidue(fact, is) }];
  });
}

/** `paused was false, is true` */
export function differenceText({ fact, before, after }: Difference): string {
  return `${fact} was ${before ?? "unknown"}, ${after === null ? "and cannot be read now" : `is ${after}`}`;
}
