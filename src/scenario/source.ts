import { GamedayError, type Place } from "../kernel/error.ts";

/** A scenario's text, and where things stand in it. */
export class Source {
  readonly text: string;
  readonly file: string;
  private readonly lineStarts: number[] = [0];

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1))
      this.lineStarts.push(at + 1);
  }

  /** The place of a stretch of text; one that spans lines is underlined to the end of its first. */
  place(start: number, end: number): Place {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    const lineStart = this.lineStarts[low] ?? 0;
    const line = this.text
      .slice(lineStart, (this.lineStarts[low + 1] ?? this.text.length + 1) - 1)
      .trimEnd();
    const column = start - lineStart + 1;
    const length = Math.max(1, Math.min(end - start, line.length - column + 1));
    const place = { file: this.file, line: low + 1, column, length };
    return column > maxShown
      ? place
      : { ...place, source: printable(line.slice(0, maxShown + 40)) };
  }

  /** One error at a stretch of text. */
  error(
    code: GamedayError["code"],
    message: string,
    start: number,
    end: number,
    hint?: string,
  ): GamedayError {
    return new GamedayError(code, message, {
      place: this.place(start, end),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** Columns beyond this are reported, but their line is not shown. */
const maxShown = 200;

/** Control characters would move the caret or the terminal. */
const printable = (line: string): string =>
  line.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => " ".repeat(character.length));
