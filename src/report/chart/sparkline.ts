const blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/**
 * Percentages as a line of blocks for plain text: `█` is 100, `▁` is `low` or less, a space is
 * nothing measured.
 */
export function sparkline(values: readonly (number | null)[], low: number): string {
  return values
    .map((value) => {
      if (value === null) return " ";
      const share = Math.min(Math.max((value - low) / (100 - low), 0), 1);
      return blocks[Math.floor(share * (blocks.length - 1))] ?? " ";
    })
    .join("");
}
