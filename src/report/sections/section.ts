import type { Context } from "../context.ts";

/** One section of a report: its templates are `html/<id>.hbs` and `markdown/<id>.hbs`. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** What its templates show; undefined where the drill has nothing to say about it. */
  readonly view: (context: Context) => object | undefined;
}

/** A piece of finished SVG, the only thing that a template may put in raw. */
export interface Chart {
  readonly markup: string;
}
