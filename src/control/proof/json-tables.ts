import type { PrintedTable } from "./table.ts";

type Cells = Readonly<Record<string, string>>;

/**
 * Every object in a JSON value is a row: with its own simple fields, those of the objects that it
 * is in, and, in an object of objects, its key. Rows found in the same place are one table; the
 * outermost comes first.
 */
export function jsonTables(values: readonly unknown[]): readonly PrintedTable[] {
  const places = new Map<string, Cells[]>();
  for (const value of values) collect(value, { place: "", from: {} }, places);
  return [...places.values()].map((rows) => {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return { columns, rows: rows.map((row) => columns.map((column) => row[column] ?? "")) };
  });
}

const deepest = 8;

function collect(
  value: unknown,
  at: { readonly place: string; readonly from: Cells },
  places: Map<string, Cells[]>,
): void {
  const { place, from } = at;
  if (place.length > deepest) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, { place: `${place}*`, from }, places);
    return;
  }
  if (!isRecord(value)) return;
  const inner = Object.entries(value).filter(
    ([, item]) => typeof item === "object" && item !== null,
  );
  const simple = Object.entries(value).filter(
    ([, item]) => typeof item !== "object" || item === null,
  );
  const cells: Cells = {
    ...from,
    ...Object.fromEntries(simple.map(([name, item]) => [name, textOf(item)])),
  };
  if (simple.length > 0) {
    const rows = places.get(place) ?? [];
    places.set(place, rows);
    rows.push(cells);
  }
  for (const [key, item] of inner) {
    const own = Array.isArray(item) ? cells : { ...cells, key };
    collect(item, { place: `${place}*`, from: own }, places);
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

/** What a text holds as JSON: one value, or one in most of its lines; empty for any other text. */
export function jsonIn(output: string, lines: readonly string[]): readonly unknown[] {
  const start = output.search(/[[{]/);
  if (start === -1) return [];
  const whole = parsed(output.slice(start)) ?? cutShort(output.slice(start));
  if (whole !== undefined) return [whole];
  const values = lines.flatMap((line) => {
    // grep writes the file's name before a line that it found in one of several.
    const value = parsed(line.slice(Math.max(0, line.search(/[[{]/))));
    return typeof value === "object" && value !== null ? [value] : [];
  });
  // Logs have a stray line now and then; a text with a stray object is no table.
  return values.length * 2 > lines.length ? values : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A list that was cut at its end still holds what came before. */
function cutShort(text: string): unknown {
  const end = text.startsWith("[") ? text.lastIndexOf("},") : -1;
  return end === -1 ? undefined : parsed(`${text.slice(0, end + 1)}]`);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
