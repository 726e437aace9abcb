import type { GamedayError } from "../../src/kernel/error.ts";

/** Errors as a person would read them, for snapshots. */
export function errorText(errors: readonly GamedayError[]): string {
  return errors
    .map(({ code, message, hint, place }) => {
      const line =
        place === undefined
          ? []
          : [
              `  ${place.line}:${place.column}`,
              `  ${place.source ?? ""}`,
              `  ${" ".repeat(place.column - 1)}${"^".repeat(place.length ?? 1)}`,
            ];
      return [
        `${code} ${message}`,
        ...line,
        ...(hint === undefined ? [] : hint.split("\n").map((part) => `  ${part}`)),
      ].join("\n");
    })
    .join("\n\n");
}
