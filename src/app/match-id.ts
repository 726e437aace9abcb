/**
 * The entries that somebody means by a name: the one of exactly that id; else those whose id ends with it, from a hyphen on; else those in which a part
 * of the id begins with it. Parts are what stands between hyphens: `hot` is in 2026-11-21-hot-mysql-7f3a, `ot` is not.
 */
export function matching<T extends { readonly drill: string }>(name: string, all: readonly T[]): readonly T[] {
  if (name === "") return [];
  const tiers = [(id: string) => id === name, (id: string) => id.endsWith(`-${name}`), (id: string) => id.startsWith(name) || id.includes(`-${name}`)];
  for (const fits of tiers) {
    const found = all.filter(({ drill }) => fits(drill));
    if (found.length > 0) return found;
  }
  return [];
}
