import type { Path } from "./mistake.ts";

/** A name that stands for something else in the file. */
export interface Reference {
  readonly path: Path;
  readonly name: string;
  /** What it names, in the plural. */
  readonly what: string;
  readonly among: readonly string[];
}
