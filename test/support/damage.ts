/**
 * What disks, crashes and hands do to a journal's file, as data that fast-check can draw and
 * shrink.
 */
import fc from "fast-check";

/**
 * One thing that went wrong. Places are shares of the file, so that they fit whatever is left of
 * it.
 */
export type Damage =
  | { readonly kind: "torn"; readonly at: number }
  | { readonly kind: "swapped" | "moved" | "copied"; readonly from: number; readonly to: number }
  | { readonly kind: "lost"; readonly from: number; readonly lines: number }
  | { readonly kind: "flipped"; readonly at: number; readonly bit: number }
  | {
      readonly kind: "overwritten" | "inserted";
      readonly at: number;
      readonly bytes: readonly number[];
    }
  | { readonly kind: "zeroed"; readonly at: number; readonly length: number }
  | { readonly kind: "joined" | "split"; readonly at: number }
  | {
      readonly kind: "edited";
      readonly line: number;
      readonly field: string;
      readonly value: unknown;
    };

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 12 });
const fields = [
  "v",
  "seq",
  "wall",
  "mono",
  "ex",
  "at",
  "by",
  "sees",
  "incident",
  "cause",
  "type",
  "data",
  "prev",
  "extra",
];
/** Numbers as they are, and what no number should be. */
const values = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(0, 1, 2, 3, -1, 1e308, "all", "truth", "", null, {}, [], {
    id: "x",
    kind: "engine",
    roles: [],
  }),
);

/** Any damage. */
export const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant("torn" as const), at: share }),
  fc.record({
    kind: fc.constantFrom("swapped" as const, "moved" as const, "copied" as const),
    from: share,
    to: share,
  }),
  fc.record({
    kind: fc.constant("lost" as const),
    from: share,
    lines: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    kind: fc.constant("flipped" as const),
    at: share,
    bit: fc.integer({ min: 0, max: 7 }),
  }),
  fc.record({
    kind: fc.constantFrom("overwritten" as const, "inserted" as const),
    at: share,
    bytes,
  }),
  fc.record({
    kind: fc.constant("zeroed" as const),
    at: share,
    length: fc.integer({ min: 1, max: 600 }),
  }),
  fc.record({ kind: fc.constantFrom("joined" as const, "split" as const), at: share }),
  fc.record({
    kind: fc.constant("edited" as const),
    line: share,
    field: fc.constantFrom(...fields),
    value: values,
  }),
);

/** The file after it. */
export function damaged(file: Buffer, what: Damage): Buffer {
  switch (what.kind) {
    case "torn":
      return file.subarray(0, index(what.at, file.length));
    case "flipped":
      return flipped(file, index(what.at, file.length), what.bit);
    case "overwritten":
    case "inserted":
      return spliced(
        file,
        index(what.at, file.length),
        what.kind === "inserted" ? 0 : what.bytes.length,
        Buffer.from(what.bytes),
      );
    case "zeroed":
      // What a file system that lost power leaves where the size was written and the data was not.
      return spliced(
        file,
        index(what.at, file.length),
        what.length,
        Buffer.alloc(Math.min(what.length, file.length - index(what.at, file.length))),
      );
    case "joined":
      return spliced(file, newlineAfter(file, index(what.at, file.length)), 1, Buffer.alloc(0));
    case "split":
      return spliced(file, index(what.at, file.length), 0, Buffer.from("\n"));
    default:
      return joined(relined(linesOf(file), what));
  }
}

function relined(
  lines: Buffer[],
  what: Extract<Damage, { kind: "swapped" | "moved" | "copied" | "lost" | "edited" }>,
): Buffer[] {
  if (lines.length === 0) return lines;
  if (what.kind === "lost") return lines.toSpliced(index(what.from, lines.length), what.lines);
  if (what.kind === "edited") {
    const at = index(what.line, lines.length);
    return lines.with(at, edited(lines[at] ?? Buffer.alloc(0), what.field, what.value));
  }
  const [from, to] = [index(what.from, lines.length), index(what.to, lines.length)];
  const [one, other] = [lines[from] ?? Buffer.alloc(0), lines[to] ?? Buffer.alloc(0)];
  if (what.kind === "swapped") return lines.with(from, other).with(to, one);
  if (what.kind === "copied") return lines.toSpliced(to, 0, one);
  return lines.toSpliced(from, 1).toSpliced(to, 0, one);
}

/** A hand that changes one field and leaves valid JSON, as long as the line was JSON. */
function edited(line: Buffer, field: string, value: unknown): Buffer {
  try {
    const event = JSON.parse(line.toString("utf8")) as Record<string, unknown>;
    return Buffer.from(JSON.stringify({ ...event, [field]: value }));
  } catch {
    return line;
  }
}

/** The whole lines of a file, without their newlines; what follows the last one is dropped. */
export function linesOf(file: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (
    let start = 0, end = file.indexOf(10);
    end !== -1;
    start = end + 1, end = file.indexOf(10, start)
  )
    lines.push(file.subarray(start, end));
  return lines;
}

const joined = (lines: readonly Buffer[]): Buffer =>
  Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
const index = (at: number, length: number): number =>
  Math.min(Math.floor(at * length), Math.max(0, length - 1));
const spliced = (file: Buffer, at: number, removed: number, put: Buffer): Buffer =>
  Buffer.concat([file.subarray(0, at), put, file.subarray(at + removed)]);

function flipped(file: Buffer, at: number, bit: number): Buffer {
  const copy = Buffer.from(file);
  if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

function newlineAfter(file: Buffer, from: number): number {
  const at = file.indexOf(10, from);
  return at === -1 ? file.length : at;
}
