import type { GamedayError } from "../kernel/error.ts";
import type { Locator } from "./locate.ts";
import type { Mistake, Path } from "./mistake.ts";

/** Part of a file whose values are merged over those of the layers below. */
export interface Layer {
  readonly locator: Locator;
  /** The path in the file of a value of the whole; undefined when this layer cannot have it. */
  place(path: Path): Path | undefined;
  /** Keys of `place` that lead to the layer, and say nothing about the value. */
  readonly lead: number;
}

/** A whole file: its paths are those of the whole. */
export const wholeFile = (locator: Locator): Layer => ({ locator, place: (path) => path, lead: 0 });

/** A variant's values, `variants.NAME.…`. */
export const ofVariant = (locator: Locator, variant: string): Layer => ({
  locator,
  place: (path) => ["variants", variant, ...path],
  lead: 2,
});

/** A variant's `set`: it holds a parameter's value, where the whole has the parameter's default. */
export const ofSet = (locator: Locator, variant: string): Layer => ({
  locator,
  place: ([first, name, field]) =>
    first === "params" && name !== undefined && field === "default"
      ? ["variants", variant, "set", name]
      : undefined,
  lead: 1,
});

/**
 * The same two for a variant that has a file of its own, and what is wrong with the variant as
 * such.
 */
export const variantFile = (locator: Locator, variant: string): readonly Layer[] => [
  {
    locator,
    place: ([first, name, field]) =>
      first === "params" && name !== undefined && field === "default" ? ["set", name] : undefined,
    lead: -1,
  },
  {
    locator,
    place: ([first, name, ...rest]) =>
      first === "variants" && name === variant ? rest : undefined,
    lead: -2,
  },
  wholeFile(locator),
];

/**
 * Ties mistakes in the whole to the file that the value comes from: the topmost layer that has the
 * most of its path.
 */
export class Layers {
  private readonly layers: readonly Layer[];

  /** From the topmost down; the last is taken when none has anything. */
  constructor(layers: readonly Layer[]) {
    this.layers = layers;
  }

  error(mistake: Mistake): GamedayError {
    const { locator, path } = this.find(mistake.path);
    return locator.error({ ...mistake, path });
  }

  /** Is the value in this file? */
  isIn(path: Path, locator: Locator | undefined): boolean {
    return this.find(path).locator === locator;
  }

  private find(path: Path): { locator: Locator; path: Path } {
    let best: { locator: Locator; path: Path; depth: number } | undefined;
    for (const { locator, place, lead } of this.layers) {
      const here = place(path);
      if (here === undefined) continue;
      const depth = locator.depth(here) - lead;
      if (best === undefined || depth > best.depth) best = { locator, path: here, depth };
    }
    if (best === undefined) throw new Error("layers: a scenario without a file");
    return best;
  }
}
