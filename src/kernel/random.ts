/**
 * Draws numbers from one named stream of a seed. The same seed and name give the same numbers
 * everywhere.
 */
export interface Random {
  /** A float in [0, 1). */
  next(): number;
  /** An integer in [0, below). */
  below(below: number): number;
  /** One of the items; throws on an empty list, which is our bug. */
  pick<T>(items: readonly T[]): T;
}

/** Opens a named stream, so that a new user of randomness never shifts the draws of the others. */
export function stream(seed: string, name: string): Random {
  let state = hash32(`${seed}\u0000${name}`);
  const next = (): number => {
    // mulberry32 (Tommy Ettinger, public domain): 32 bits of state, passes gjrand.
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("random: pick from an empty list");
      return item;
    },
  };
}

/** FNV-1a, 32 bits, with a final avalanche so that near names give far streams. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}
