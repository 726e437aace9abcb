import { GamedayError } from "../kernel/error.ts";
import { plainText } from "../kernel/plain-text.ts";
import { forPeople, jsonText, type Style } from "./style.ts";

/**
 * An error for people: what, where with the source line and a caret, why, what to do. All of a
 * scenario's mistakes, each once.
 */
export function errorText(
  error: GamedayError,
  style: Style,
  called: "error" | "warning" = "error",
): string {
  const all = error.others.length > 0 ? error.others : [error];
  const blocks = all.map((one) => block(one, style, called));
  if (error.others.length > 1)
    blocks.push(`${style.paint("bad", called)} ${error.code}  ${error.message}`);
  if (error.others.length > 0 && error.hint !== undefined) blocks.push(`  ${error.hint}`);
  return forPeople(style, `${blocks.join("\n\n")}\n`);
}

function block(error: GamedayError, style: Style, called: string): string {
  const lines = [
    `${style.paint("bad", called)} ${style.paint("strong", error.code)}  ${plainText(error.message)}`,
  ];
  const { place } = error;
  if (place !== undefined) {
    lines.push(`  ${place.file}:${place.line}:${place.column}`);
    if (place.source !== undefined) {
      const number = String(place.line);
      const shown = place.source.replaceAll("\t", " ");
      lines.push(`  ${number} | ${shown}`);
      lines.push(
        `  ${" ".repeat(number.length)} | ` +
          `${" ".repeat(Math.max(0, place.column - 1))}${style.paint("bad", "^".repeat(Math.max(1, Math.min(place.length ?? 1, shown.length - place.column + 1))))}`,
      );
    }
  }
  if (error.hint !== undefined)
    lines.push(
      ...plainText(error.hint)
        .split("\n")
        .map((line) => `  ${line}`),
    );
  return lines.join("\n");
}

/** The last line on stdout with `--json` when something fails before a drill starts. */
export function errorLine(error: GamedayError): string {
  const others = error.others.map(({ code, message, hint, place }) => ({
    code,
    message,
    hint: hint ?? null,
    place: place ?? null,
  }));
  return jsonText({
    type: "error",
    v: 1,
    code: error.code,
    message: error.message,
    hint: error.hint ?? null,
    ...(error.place === undefined ? {} : { place: error.place }),
    ...(others.length === 0 ? {} : { errors: others }),
  });
}
