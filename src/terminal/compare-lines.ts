/** Two runs side by side for people. */
import type { ComparedFigure, Comparison } from "../metrics/compare.ts";
import { forPeople, type Style, type Tone } from "./style.ts";
import { tableLines } from "./table.ts";

const tones: Readonly<Record<ComparedFigure["better"], Tone | undefined>> = {
  first: "bad",
  second: "good",
  same: undefined,
  neither: undefined,
};

/** The comparison as lines: what came of it, what is not the same, the figures. */
export function compareLines(
  { runs, obstacles, differences, figures, rows, result }: Comparison,
  width: number,
  style: Style,
): readonly string[] {
  const told = rows.map((row, index) => ({ row, tone: tones[figures[index]?.better ?? "same"] }));
  const lines = [
    ` ${style.paint("strong", `${result.charAt(0).toUpperCase()}${result.slice(1)}.`)}`,
    ` first   ${runs[0].drill}`,
    ` second  ${runs[1].drill}`,
    ...obstacles.map((line) => style.paint("warn", ` ${style.glyph.warn} not comparable: ${line}`)),
    ...differences.map((line) => style.paint("dim", ` not the same: ${line}`)),
    "",
    ...tableLines(
      told,
      [
        { head: "", cell: ({ row }) => row[0] ?? "" },
        { head: "first", cell: ({ row }) => row[1] ?? "", align: "right" },
        { head: "second", cell: ({ row }) => row[2] ?? "", align: "right" },
        {
          head: "difference",
          cell: ({ row, tone }) =>
            tone === undefined ? (row[3] ?? "") : style.paint(tone, row[3] ?? ""),
        },
      ],
      width,
      style,
    ),
  ];
  return lines.map((line) => forPeople(style, line));
}
