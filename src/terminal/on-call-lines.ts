/** Who is on call, as tables. */
import type { Style } from "./style.ts";
import { tableLines } from "./table.ts";

interface Now {
  readonly title: string;
  readonly people: readonly string[];
  readonly backup: string | null;
  readonly timeZone: string;
  readonly next: { readonly local: string; readonly people: readonly string[] } | null;
}

interface Shift {
  readonly title: string;
  readonly person: string;
  readonly override: boolean;
  readonly localFrom: string;
  readonly localTo: string;
  readonly timeZone: string;
}

export function onCallLines(rows: readonly Now[], width: number, style: Style): readonly string[] {
  return tableLines(
    rows,
    [
      { head: "for", cell: ({ title }) => title },
      { head: "on call", cell: ({ people }) => names(people) },
      { head: "backup", cell: ({ backup }) => backup ?? "–" },
      { head: "until", cell: ({ next }) => next?.local ?? "–" },
      { head: "then", cell: ({ next }) => (next === null ? "–" : names(next.people)), optional: 1 },
      { head: "time zone", cell: ({ timeZone }) => timeZone, optional: 2 },
    ],
    width,
    style,
  );
}

export function scheduleLines(
  rows: readonly Shift[],
  width: number,
  style: Style,
): readonly string[] {
  return tableLines(
    rows,
    [
      { head: "for", cell: ({ title }) => title },
      { head: "on call", cell: ({ person }) => person },
      { head: "from", cell: ({ localFrom }) => localFrom },
      { head: "to", cell: ({ localTo }) => localTo },
      { head: "", cell: ({ override }) => (override ? "override" : "") },
      { head: "time zone", cell: ({ timeZone }) => timeZone, optional: 1 },
    ],
    width,
    style,
  );
}

function names(people: readonly string[]): string {
  return people.length === 0 ? "no one" : people.join(", ");
}
