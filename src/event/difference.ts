import type { Difference, Facts } from "./event.ts";

/** The facts that are not as they were, by name; one that only one side knows differs too. `isResidue` says of each whether it is left behind. */
export function differences(before: Facts, after: Facts, isResidue: (fact: string, after: Difference["after"]) => boolean): readonly Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((fact) => {
    const [was, is] = [before[fact] ?? null, after[fact] ?? null];
    return was === is ? [] : [{ fact, before: was, after: is, residue: isResidue(fact, is) }];
  });
}

/** `paused was false, is true` */
export function differenceText({ fact, before, after }: Difference): string {
  return `${fact} was ${before ?? "unknown"}, ${after === null ? "and nobody can tell now" : `is ${after}`}`;
}
