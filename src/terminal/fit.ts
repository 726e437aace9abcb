/** Text made to fit a terminal's width, colours left out of account. */
import type { Style } from "./style.ts";

// oxlint-disable-next-line no-control-regex -- the only escapes here are our own colours
const colours = /\u001B\[[0-9;]*m/g;

/** How many cells a text takes. */
export function visibleLength(text: string): number {
  return text.replaceAll(colours, "").length;
}

/** Cuts a text to the width, and with it its colours; an arrow that points at nothing goes too. */
export function clip(text: string, width: number, style: Style): string {
  const visible = text.replaceAll(colours, "");
  if (visible.length <= width) return text;
  return (
    visible.slice(0, Math.max(0, width - 1)).replace(/[ →]+$/, "") + (style.unicode ? "…" : "~")
  );
}

/** Values as a line of bars, `top` as the highest; a dot where there is none (NaN). */
export function spark(values: readonly number[], top: number, style: Style): string {
  const { bars, dot } = style.glyph;
  return values
    .map((value) =>
      Number.isNaN(value)
        ? dot
        : (bars[
            Math.min(bars.length - 1, Math.max(0, Math.ceil((value / top) * (bars.length - 1))))
          ] ?? ""),
    )
    .join("");
}
