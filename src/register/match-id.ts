/** `2026-11-21`, as every id begins. */
const dateLength = 10;

/**
 * The entries that a name refers to: the one with exactly that id; else those whose id ends with
 * it, after a hyphen; else those in which a part of the id begins with it. Hyphens separate the
 * parts: `hot` matches 2026-11-21-hot-mysql-7f3a, `ot` does not. A year or another number of the
 * date matches nothing.
 */
export function matching<T extends { readonly drill: string }>(
  name: string,
  all: readonly T[],
): readonly T[] {
  if (name === "") return [];
  const tiers = [
    (id: string) => id === name,
    (id: string) => id.endsWith(`-${name}`),
    (id: string) =>
      (!/^\d{1,4}$/.test(name) && id.startsWith(name)) || id.slice(dateLength).includes(`-${name}`),
  ];
  for (const fits of tiers) {
    const found = all.filter(({ drill }) => fits(drill));
    if (found.length > 0) return found;
  }
  return [];
}
