/** Errors of several variants and files as one list. */
import { GamedayError } from "../kernel/error.ts";

/** The same for the same mistake at the same place, whichever variant it was found in. */
export const key = ({ code, message, place }: GamedayError): string =>
  `${code} ${place?.file}:${place?.line}:${place?.column} ${message}`;

/** What all variants share once, and what some have with their names. */
export function ofSome(
  found: readonly { variant: string; told: readonly GamedayError[] }[],
): readonly GamedayError[] {
  const having = new Map<string, { error: GamedayError; in: string[] }>();
  for (const { variant, told } of found) {
    for (const error of told) {
      const entry = having.get(key(error)) ?? { error, in: [] };
      having.set(key(error), entry);
      if (!entry.in.includes(variant)) entry.in.push(variant);
    }
  }
  return [...having.values()].map(({ error, in: variants }) => {
    if (variants.length === found.length) return error;
    const { code, message, hint, place } = error;
    return new GamedayError(
      code,
      `${message} (in ${variants.length === 1 ? "the variant" : "the variants"} ${variants.join(", ")})`,
      { ...(hint === undefined ? {} : { hint }), ...(place === undefined ? {} : { place }) },
    );
  });
}

/** The scenario file's first, then the stack's; each by line and once. */
export function inOrder(errors: readonly GamedayError[], file: string): readonly GamedayError[] {
  const seen = new Set<string>();
  const distinct = errors.filter((error) => !seen.has(key(error)) && seen.add(key(error)));
  const elsewhere = ({ place }: GamedayError): number =>
    place === undefined || place.file === file ? 0 : 1;
  return distinct.toSorted(
    (a, b) =>
      elsewhere(a) - elsewhere(b) ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
}
