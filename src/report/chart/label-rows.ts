/** Something to be named above a chart, at a place on its time axis. */
export interface Flag {
  /** Pixels. */
  readonly x: number;
  readonly text: string;
  /** Where room is short, flags with a small weight keep their line but lose their text. */
  readonly weight: number;
}

export interface PlacedFlag<T extends Flag> {
  readonly flag: T;
  /** Rows count from the top; the line of the flag falls from here. */
  readonly row: number;
  /** What is written right of the line: `flag.text`, cut to fit; empty where there was no room. */
  readonly text: string;
}

/** The room that the widest text may need right of the last line, in pixels. */
export const flagRoom = 178;
const gap = 6;

/**
 * A generous estimate of the width of `text` in pixels; system fonts differ, labels must not touch.
 */
export function textWidth(text: string, fontSize = 12): number {
  let units = 0;
  for (const character of text) units += widths.find(([of]) => of.test(character))?.[1] ?? 0.6;
  return units * fontSize;
}

const widths: readonly (readonly [RegExp, number])[] = [
  [/[iljtfr.,:;|!' ]/, 0.36],
  [/[MWmw@%—]/, 0.95],
  [/[A-Z0-9_−]/, 0.68],
];

/**
 * Cuts a text to what fits into `room` pixels, with an ellipsis; empty where not even three letters
 * fit.
 */
export function shorten(text: string, room: number, fontSize = 12): string {
  if (textWidth(text, fontSize) <= room) return text;
  let cut = "";
  for (const character of text) {
    if (textWidth(`${cut}${character}…`, fontSize) > room) break;
    cut += character;
  }
  return cut.length < 3 ? "" : `${cut.trimEnd()}…`;
}

/**
 * Gives every flag a row so that no text touches another text or is crossed by another flag's line.
 * A line falls from its row to the plot, so a flag may stand in a row only when nothing is written
 * below it at that place; the first flags stand highest, as on a staircase. With more rows than
 * `mostRows` the lightest flags fall silent.
 *
 *   ┌ declared SEV 1   ┌ page
 *   │  ┌ proved: api   │
 *   │  │  ┌ SEV 0      │
 */
export function placeFlags<T extends Flag>(
  flags: readonly T[],
  mostRows = 9,
): readonly PlacedFlag<T>[] {
  const ordered = flags.toSorted((a, b) => a.x - b.x);
  const spoken = new Set(ordered.toSorted((a, b) => b.weight - a.weight || a.x - b.x));
  for (;;) {
    const placed = staircase(ordered, spoken);
    const lightest = [...spoken].at(-1);
    if (lightest === undefined || placed.every(({ row, text }) => text === "" || row < mostRows))
      return placed;
    spoken.delete(lightest);
  }
}

function staircase<T extends Flag>(ordered: readonly T[], spoken: ReadonlySet<T>): PlacedFlag<T>[] {
  const ends: number[] = [];
  const placed = ordered.map((flag) => {
    if (!spoken.has(flag)) return { flag, row: -1, text: "" };
    const text = shorten(flag.text, flagRoom - gap - 4);
    const row = lowestWritten(ends, flag.x) + 1;
    ends[row] = flag.x + textWidth(text) + gap;
    return { flag, row, text };
  });
  return placed.map((each) => (each.row < 0 ? { ...each, row: ends.length } : each));
}

/** The lowest row in which something is written at `x`; −1 when every row is free there. */
function lowestWritten(ends: readonly number[], x: number): number {
  return ends.findLastIndex((end) => end > x);
}
