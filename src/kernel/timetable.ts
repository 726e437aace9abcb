/**
 * What is planned to happen in a drill, and when: each entry counts from a mark (the start, the
 * fault, another entry), may be held, released, skipped, delayed or done before its time, and happens
 * once. All times are exercise milliseconds, so a pause moves everything. A value: the same changes
 * make the same timetable, also for one who joins late.
 */
export interface Entry {
  /** The mark from which it counts. */
  readonly after: string;
  /** How long after the mark, delays included. */
  readonly inMs: number;
  readonly state: "open" | "held" | "skipped";
  /** When it happened; undefined before. */
  readonly doneEx: number | undefined;
}

export interface Timetable {
  readonly entries: Readonly<Record<string, Entry>>;
  /** When each mark was reached, the first time. */
  readonly marks: Readonly<Record<string, number>>;
}

export type Change =
  | { readonly do: "plan"; readonly id: string; readonly after: string; readonly inMs: number }
  /** A mark is reached. The first time counts. */
  | { readonly do: "mark"; readonly mark: string; readonly ex: number }
  /** It does not happen until it is released. */
  | { readonly do: "hold"; readonly id: string }
  /** Its time counts again; if that has passed, it is due. */
  | { readonly do: "release"; readonly id: string }
  /** It does not happen, unless it is done by hand after all. */
  | { readonly do: "skip"; readonly id: string }
  | { readonly do: "delay"; readonly id: string; readonly byMs: number }
  /**
   * It has happened, at its time or by hand: from here on it is a mark for others,
   * and nothing changes it any more.
   */
  | { readonly do: "done"; readonly id: string; readonly ex: number };

export const emptyTimetable: Timetable = { entries: {}, marks: {} };

/** The timetable after one change; the same object when it changes nothing. */
export function changed(table: Timetable, change: Change): Timetable {
  if (change.do === "mark") return marked(table, change.mark, change.ex);
  const entry = own(table.entries, change.id);
  if (change.do === "plan")
    return entry === undefined
      ? withEntry(table, change.id, {
          after: change.after,
          inMs: change.inMs,
          state: "open",
          doneEx: undefined,
        })
      : table;
  if (entry === undefined || entry.doneEx !== undefined) return table;
  if (change.do === "done")
    return marked(
      withEntry(table, change.id, { ...entry, doneEx: change.ex }),
      change.id,
      change.ex,
    );
  const next = afterwards(entry, change);
  return next === entry ? table : withEntry(table, change.id, next);
}

type OfEntry = Exclude<Change, { do: "plan" | "mark" | "done" }>;

function afterwards(entry: Entry, change: OfEntry): Entry {
  switch (change.do) {
    case "hold":
      return entry.state === "open" ? { ...entry, state: "held" } : entry;
    case "release":
      return entry.state === "held" ? { ...entry, state: "open" } : entry;
    case "skip":
      return entry.state === "skipped" ? entry : { ...entry, state: "skipped" };
    case "delay":
      return { ...entry, inMs: entry.inMs + change.byMs };
    default:
      return change satisfies never;
  }
}

/**
 * When an entry falls due as things are: undefined while its mark is not reached, and for what is
 * held, skipped or done.
 */
export function dueAt({ entries, marks }: Timetable, id: string): number | undefined {
  const entry = own(entries, id);
  if (entry === undefined || entry.doneEx !== undefined) return undefined;
  const mark = own(marks, entry.after);
  return entry.state === "open" && mark !== undefined ? mark + entry.inMs : undefined;
}

/** The entries that are due and have not happened, earliest first. */
export function dueBy(table: Timetable, ex: number): readonly string[] {
  return Object.keys(table.entries)
    .flatMap((id) => {
      const at = dueAt(table, id);
      return at === undefined || at > ex ? [] : [{ id, at }];
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ id }) => id);
}

function marked(table: Timetable, mark: string, ex: number): Timetable {
  return own(table.marks, mark) === undefined
    ? { ...table, marks: { ...table.marks, [mark]: ex } }
    : table;
}

function withEntry(table: Timetable, id: string, entry: Entry): Timetable {
  return { ...table, entries: { ...table.entries, [id]: entry } };
}

/** Ids come from files: `constructor` is one like any other. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
